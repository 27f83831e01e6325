// The photo field: previews of what was chosen or taken, a word about files that the server would refuse, and removal.
// The file input stays the one source of truth; what is shown is always what would be sent.

const sizeLimitInWords = bytes => `${Math.floor(bytes / (1024 * 1024))} MB`;

function enhance(field) {
  const input = field.querySelector('input[type="file"]');
  const tile = field.querySelector('.way-file');
  const note = field.querySelector('[data-photo-note]');
  const said = field.querySelector('[data-photo-said]');
  const list = field.querySelector('[data-previews]');
  const maxFiles = Number(field.dataset.maxFiles);
  const maxBytes = Number(field.dataset.maxBytes);
  const several = input.multiple;

  /** What will be sent: photos of one or, from the camera, several frames. */
  let photos = [];

  field.classList.add('is-enhanced');

  function problemOf(file) {
    if (file.type && !['image/jpeg', 'image/png'].includes(file.type)) return `“${file.name}” is neither a JPEG nor a PNG picture.`;
    if (file.size === 0) return `“${file.name}” is empty.`;
    if (file.size > maxBytes) return `“${file.name}” is larger than ${sizeLimitInWords(maxBytes)}. Choose a smaller copy.`;
    return null;
  }

  function add(frames, fromCamera) {
    const photo = { frames, fromCamera, address: URL.createObjectURL(frames[0]) };
    if (!several) photos.splice(0).forEach(forget);
    photos.push(photo);
  }

  function forget(photo) {
    URL.revokeObjectURL(photo.address);
  }

  function show() {
    const frames = photos.flatMap(photo => photo.frames);
    const carrier = new DataTransfer();
    frames.forEach(file => carrier.items.add(file));
    // Several frames of one photo need an input that may hold several files.
    input.multiple = several || frames.length > 1;
    input.files = carrier.files;
    list.replaceChildren(...photos.map(preview));
    field.querySelector('[data-photo-errors]')?.remove();
  }

  function preview(photo, index) {
    const item = document.createElement('li');
    const image = document.createElement('img');
    image.src = photo.address;
    image.alt = several ? `Photo ${index + 1}, as it will be sent` : 'Your photo, as it will be sent';
    const about = document.createElement('p');
    about.className = 'about';
    about.textContent = photo.fromCamera ? 'From the camera' : photo.frames[0].name;
    image.addEventListener('error', () => { about.textContent = `${photo.frames[0].name}: no preview, the file may be damaged`; });
    const button = document.createElement('button');
    button.type = 'button';
    const again = photo.fromCamera && !several;
    button.textContent = again ? 'Take again' : 'Remove';
    button.className = again ? 'again' : '';
    if (several) button.setAttribute('aria-label', `Remove photo ${index + 1}`);
    button.addEventListener('click', () => remove(photo, again));
    item.append(image, about, button);
    return item;
  }

  function remove(photo, again) {
    const index = photos.indexOf(photo);
    photos = photos.filter(other => other !== photo);
    forget(photo);
    show();
    if (again) {
      field.dispatchEvent(new Event('camera:wanted'));
      return;
    }
    said.textContent = 'Photo removed.';
    const buttons = list.querySelectorAll('button');
    (buttons[Math.min(index, buttons.length - 1)] ?? input).focus();
  }

  function take(files, fromCamera, asFramesOfOne) {
    const problems = [];
    const good = files.filter(file => {
      const problem = problemOf(file);
      if (problem) problems.push(problem);
      return !problem;
    });
    for (const frames of asFramesOfOne ? [good] : good.map(file => [file])) {
      if (frames.length === 0) continue;
      if (several && photos.length >= maxFiles) {
        problems.push(`${maxFiles} photos at most; the others were left out.`);
        break;
      }
      add(frames, fromCamera);
    }
    show();
    note.textContent = problems.join(' ');
    if (good.length > 0) said.textContent = photos.length === 1 ? 'One photo chosen.' : `${photos.length} photos chosen.`;
  }

  input.addEventListener('change', () => take([...input.files], false, false));
  field.addEventListener('camera:taken', event => take(event.detail.files, true, true));
  field.addEventListener('camera:trouble', event => { note.textContent = event.detail.words; });
  field.addEventListener('camera:opened', () => { note.textContent = ''; });
  for (const kind of ['dragenter', 'dragover']) tile.addEventListener(kind, () => tile.classList.add('is-dropping'));
  for (const kind of ['dragleave', 'drop']) tile.addEventListener(kind, () => tile.classList.remove('is-dropping'));

  // A reload may have kept the files in the input.
  if (input.files.length > 0) take([...input.files], false, false);
}

function start() {
  document.querySelectorAll('[data-photo-field]:not(.is-enhanced)').forEach(enhance);
}

document.addEventListener('page:swapped', start);
start();
