// Sends forms marked with data-progress with a progress bar, and shows the answer in place. The answer is the same page
// that the browser would have shown: when a redirect was followed, the address changes with it. It is shown from the
// answer itself and not asked for again, because what a page shows once (a message, a code) must not be lost.

const words = {
  sending: 'Sending…',
  checking: 'Checking the photo…',
  broken: 'The connection broke before the site answered. Check it and send the form again.',
  tooLarge: 'That is more than the site accepts. Choose smaller photos and send them again.',
  busy: seconds => `The site is busy. It is tried once more in ${seconds} s…`,
  odd: 'The site gave no readable answer. Send the form again in a moment.',
};

const pageOf = ({ pathname, search }) => pathname + search;
let shownPage = pageOf(location);

function sendingPanel(form) {
  const panel = document.createElement('div');
  panel.className = 'sending';
  const text = document.createElement('p');
  text.setAttribute('role', 'status');
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', 'Sending');
  bar.max = 1;
  panel.append(text, bar);
  const button = form.querySelector('[type="submit"], button:not([type])');
  (button?.closest('.actions') ?? button ?? form.lastElementChild).before(panel);

  const say = phrase => { if (text.textContent !== phrase) text.textContent = phrase; };
  return {
    progress(part) {
      say(part < 1 ? words.sending : words.checking);
      if (part < 1) bar.value = part;
      else bar.removeAttribute('value');
    },
    wait(seconds) {
      say(words.busy(seconds));
      bar.removeAttribute('value');
    },
    fail(phrase) {
      bar.remove();
      panel.className = 'status bad';
      text.setAttribute('role', 'alert');
      say(phrase);
    },
    remove: () => panel.remove(),
  };
}

function request(form, submitter, body, panel) {
  return new Promise((answered, failed) => {
    const xhr = new XMLHttpRequest();
    const action = submitter?.hasAttribute('formaction') ? submitter.formAction : form.action;
    xhr.open('POST', action);
    // The browser parses the answer without running anything in it; strings are never made into pages here.
    xhr.responseType = 'document';
    xhr.upload.addEventListener('progress', event => { if (event.lengthComputable) panel.progress(event.loaded / event.total); });
    xhr.upload.addEventListener('load', () => panel.progress(1));
    xhr.addEventListener('load', () => answered({ xhr, redirected: xhr.responseURL !== new URL(action, location.href).href }));
    xhr.addEventListener('error', () => failed(new Error(words.broken)));
    xhr.addEventListener('abort', () => failed(new Error(words.broken)));
    panel.progress(0);
    xhr.send(body);
  });
}

function show(page, address) {
  document.dispatchEvent(new Event('page:swapping'));
  if (address && address !== location.href) history.pushState(null, '', address);
  shownPage = pageOf(location);
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  document.dispatchEvent(new Event('page:swapped'));
  scrollTo(0, 0);
  // What went wrong comes first, then the news, then the page itself.
  const message = document.querySelector('main > .status, main :is(.validation-summary-errors, .status.bad)');
  const field = message ? null : document.querySelector('main :is([aria-invalid="true"], .input-validation-error)');
  const target = message ?? field ?? document.querySelector('main h1');
  if (!field) target.setAttribute('tabindex', '-1');
  target.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}

async function send(form, submitter) {
  const body = new FormData(form, submitter);
  form.querySelectorAll('.sending, .status.bad').forEach(old => old.remove());
  const panel = sendingPanel(form);
  try {
    let { xhr, redirected } = await request(form, submitter, body, panel);
    const seconds = Number(xhr.getResponseHeader('Retry-After'));
    if (xhr.status === 503 && seconds > 0 && seconds <= 60) {
      panel.wait(seconds);
      await new Promise(done => setTimeout(done, seconds * 1000));
      ({ xhr, redirected } = await request(form, submitter, body, panel));
    }
    if (xhr.status === 413) throw new Error(words.tooLarge);
    if (!xhr.response?.querySelector('main h1')) throw new Error(words.odd);
    show(xhr.response, redirected ? xhr.responseURL : null);
  } catch (error) {
    panel.fail(error.message);
  }
}

async function onSubmit(event) {
  const form = event.target;
  if (!form.matches('form[data-progress]') || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  const { submitter } = event;
  form.dataset.sending = 'yes';
  submitter?.setAttribute('aria-disabled', 'true');
  submitter?.setAttribute('aria-busy', 'true');
  try {
    await send(form, submitter);
  } finally {
    delete form.dataset.sending;
    submitter?.removeAttribute('aria-disabled');
    submitter?.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', onSubmit);
// A page that was shown in place has no copy of its own in the history. A jump to #main is no other page.
addEventListener('popstate', () => { if (pageOf(location) !== shownPage) location.reload(); });
