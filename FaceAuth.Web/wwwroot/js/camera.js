// The camera as a second way into a photo field: a mirrored preview with an outline for the face, hints about light and
// movement that are worked out here from a small copy of the picture, and stills that go into the field's file input.
// Nothing leaves the page before the form is sent. The camera is on only while its panel is shown.

const longSide = 1600;
const jpegQuality = 0.92;
const frameDistance = 300;
const hintDistance = 250;

/** The outline in parts of the shown picture's height, in the middle of its width (see the SVG in _FacePhotoField). */
const oval = { top: 10 / 120, width: 66 / 120, height: 99 / 120 };

const hints = {
  starting: 'Put your face into the outline and look at the camera.',
  dark: 'It is too dark. Turn towards a window or a lamp.',
  bright: 'It is too bright. Turn away from the light.',
  moving: 'Hold still.',
  blurred: 'The picture is blurred. Hold still, or wipe the lens.',
  ready: 'The light is good. Look at the camera and take the photo.',
};

const troubles = {
  NotAllowedError: 'The browser may not use the camera. Allow it beside the address bar, or choose a file.',
  NotFoundError: 'No camera was found. Choose a file.',
  OverconstrainedError: 'No camera that fits was found. Choose a file.',
  NotReadableError: 'The camera is used by another program. Close it there and try again, or choose a file.',
};

const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

const isPortrait = video => video.videoHeight > video.videoWidth;

/** The part of the video that is inside the outline, in the video's pixels; the view crops it to 4:3, or 3:4 upright. */
function insideTheOutline(video) {
  const { videoWidth: width, videoHeight: height } = video;
  const ratio = isPortrait(video) ? 3 / 4 : 4 / 3;
  const shownHeight = Math.min(height, width / ratio);
  return {
    x: (width - oval.width * shownHeight) / 2,
    y: (height - shownHeight) / 2 + oval.top * shownHeight,
    width: oval.width * shownHeight,
    height: oval.height * shownHeight,
  };
}

/** Judges small grey pictures one after the other: a name of `hints`. The limits are for 8-bit luma at 96×144. */
function makeJudge() {
  const width = 96;
  const height = 144;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let before = null;

  return video => {
    const part = insideTheOutline(video);
    context.drawImage(video, part.x, part.y, part.width, part.height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const grey = new Float32Array(width * height);
    let sum = 0;
    let blown = 0;
    let moved = 0;
    for (let i = 0; i < grey.length; i++) {
      const value = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
      grey[i] = value;
      sum += value;
      if (value > 250) blown++;
      if (before) moved += Math.abs(value - before[i]);
    }
    before = grey;

    // Sharpness: the mean square of the Laplacian.
    let edges = 0;
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const i = y * width + x;
        const bend = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width];
        edges += bend * bend;
      }
    }

    if (sum / grey.length < 50) return 'dark';
    if (sum / grey.length > 215 || blown / grey.length > 0.3) return 'bright';
    if (moved / grey.length > 10) return 'moving';
    if (edges / grey.length < 15) return 'blurred';
    return 'ready';
  };
}

async function still(video, number) {
  const scale = Math.min(1, longSide / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', jpegQuality));
  if (!blob) throw new Error('The browser could not encode the picture.');
  return new File([blob], `camera-${number}.jpg`, { type: 'image/jpeg' });
}

function enhance(field) {
  const panel = field.querySelector('[data-camera]');
  const opener = field.querySelector('[data-camera-open]');
  if (!panel || opener.dataset.enhanced || !navigator.mediaDevices?.getUserMedia) return;

  const video = panel.querySelector('video');
  const hint = panel.querySelector('[data-camera-hint]');
  const shutter = panel.querySelector('[data-camera-take]');
  const closer = panel.querySelector('[data-camera-close]');
  const input = field.querySelector('input[type="file"]');
  let stream = null;
  let opening = 0;
  let watching;

  opener.dataset.enhanced = 'yes';
  opener.hidden = false;
  opener.setAttribute('aria-expanded', 'false');

  function tell(event, detail) {
    field.dispatchEvent(new CustomEvent(event, { detail }));
  }

  function close() {
    opening++;
    clearInterval(watching);
    stream?.getTracks().forEach(track => track.stop());
    stream = null;
    video.srcObject = null;
    panel.hidden = true;
    panel.classList.remove('is-ready');
    hint.textContent = '';
    opener.setAttribute('aria-expanded', 'false');
  }

  function fail(error) {
    close();
    tell('camera:trouble', { words: troubles[error?.name] ?? 'The camera could not be started. Try again, or choose a file.' });
    input.focus();
  }

  async function open() {
    close();
    const mine = opening;
    tell('camera:opened');
    panel.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    hint.textContent = 'The browser asks whether this site may use the camera.';
    shutter.disabled = true;
    try {
      const given = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } },
        audio: false,
      });
      if (mine !== opening) {
        given.getTracks().forEach(track => track.stop());
        return;
      }
      stream = given;
      stream.getVideoTracks()[0].addEventListener('ended', () => mine === opening && fail(null));
      video.srcObject = stream;
      await video.play();
    } catch (error) {
      if (mine === opening) fail(error);
      return;
    }
    if (mine !== opening) return;
    hint.textContent = hints.starting;
    shutter.disabled = false;
    shutter.focus({ preventScroll: true });
    panel.scrollIntoView({ block: 'nearest' });
    watch();
  }

  function watch() {
    const judge = makeJudge();
    let last = null;
    let times = 0;
    watching = setInterval(() => {
      if (!video.videoWidth) return;
      const verdict = judge(video);
      times = verdict === last ? times + 1 : 1;
      last = verdict;
      // Told only once it has lasted three looks, so that neither eyes nor screen readers are chased about.
      if (times !== 3 || hint.textContent === hints[verdict]) return;
      hint.textContent = hints[verdict];
      panel.classList.toggle('is-ready', verdict === 'ready');
    }, hintDistance);
  }

  async function take() {
    const mine = opening;
    shutter.disabled = true;
    clearInterval(watching);
    hint.textContent = 'Hold still.';
    try {
      const files = [];
      const wanted = Number(field.dataset.frames);
      for (let number = 1; number <= wanted; number++) {
        if (number > 1) await wait(frameDistance);
        if (mine !== opening) return;
        files.push(await still(video, number));
      }
      if (mine !== opening) return;
      close();
      tell('camera:taken', { files });
      opener.focus({ preventScroll: true });
    } catch (error) {
      if (mine === opening) fail(error);
    }
  }

  // Fires when the size is known and when the phone is turned.
  video.addEventListener('resize', () => panel.classList.toggle('is-portrait', isPortrait(video)));
  opener.addEventListener('click', () => (panel.hidden ? open() : close()));
  shutter.addEventListener('click', take);
  closer.addEventListener('click', () => { close(); opener.focus(); });
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    close();
    opener.focus();
  });
  field.addEventListener('camera:wanted', open);
  input.addEventListener('change', close);

  // These outlive the field, so they end with it.
  const life = new AbortController();
  addEventListener('pagehide', close, life);
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); }, life);
  document.addEventListener('page:swapping', () => { close(); life.abort(); }, life);
}

function start() {
  document.querySelectorAll('[data-photo-field]').forEach(enhance);
}

document.addEventListener('page:swapped', start);
start();
