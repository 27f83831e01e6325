// The vault's pages with scripts: the list that follows the typing, a password field that can be read, copying, secrets
// that are covered again, and rotations that are followed. Without scripts each page does its work by forms, and leaves by itself when a secret was shown.

const typingPause = 200;

// ---- The list ------------------------------------------------------------------------------------------------------

let asked = 0;

// The answer is the whole page, parsed by the browser; only the list is taken from it.
function showList(form) {
  const number = ++asked;
  const list = document.getElementById('vault-list');
  list.setAttribute('aria-busy', 'true');
  const xhr = new XMLHttpRequest();
  xhr.open('POST', form.action);
  xhr.responseType = 'document';
  xhr.addEventListener('loadend', () => {
    if (number !== asked || !list.isConnected) return;
    list.removeAttribute('aria-busy');
    const found = xhr.status === 200 && xhr.response?.getElementById('vault-list');
    // Anything else (the session is over, the site is away) is shown as what it is.
    if (!found) {
      form.submit();
      return;
    }
    list.replaceChildren(...found.childNodes);
    history.replaceState(null, '', xhr.responseURL);
  });
  xhr.send(new FormData(form));
}

function onType(event) {
  const form = event.target.closest?.('form[data-live-search]');
  if (!form) return;
  clearTimeout(form.pause);
  form.pause = setTimeout(() => showList(form), event.target.type === 'search' ? typingPause : 0);
}

// ---- Fields that can be read ---------------------------------------------------------------------------------------

function startPeeks() {
  for (const button of document.querySelectorAll('[data-peek-button]')) {
    const input = button.closest('[data-peek]').querySelector('input');
    button.hidden = false;
    const say = () => {
      const shown = input.type === 'text';
      button.textContent = shown ? 'Cover' : 'Show';
      button.setAttribute('aria-pressed', String(shown));
    };
    button.addEventListener('click', () => {
      input.type = input.type === 'text' ? 'password' : 'text';
      say();
    });
    say();
  }
}

// ---- Copying -------------------------------------------------------------------------------------------------------

let copied = null; // what this page put on the clipboard last

// Where the page may look, it clears only what it put there; where it may not, it clears in any case.
async function clearClipboard(mine) {
  if (copied !== mine) return true;
  try {
    const may = await navigator.permissions?.query({ name: 'clipboard-read' }).catch(() => null);
    if (may?.state === 'granted' && await navigator.clipboard.readText() !== mine) return true;
    await navigator.clipboard.writeText('');
    copied = null;
    return true;
  } catch {
    return false; // the window has no focus: tried again when it has
  }
}

async function copy(button) {
  const area = button.closest('[data-secret], .copyable');
  const said = area.querySelector('[data-copy-said]');
  const text = area.querySelector('[data-copy-text]').textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (said) said.textContent = 'The browser does not allow copying here. Select the text and copy it by hand.';
    return;
  }
  const seconds = Number(button.dataset.copySeconds);
  // Its own words, hidden ones included, come back; pressed again meanwhile, they are not lost.
  button.label ??= [...button.childNodes];
  clearTimeout(button.back);
  button.replaceChildren('Copied');
  button.back = setTimeout(() => { button.replaceChildren(...button.label); }, 2000);
  if (!seconds) return;
  copied = text;
  if (said) said.textContent = `Copied. The clipboard is cleared after ${seconds} seconds, while this page stays open.`;
  setTimeout(async () => {
    if (!await clearClipboard(text))
      addEventListener('focus', () => { setTimeout(() => clearClipboard(text), 100); }, { once: true });
  }, seconds * 1000);
}

// ---- Secrets that are covered again ---------------------------------------------------------------------------------

function cover(secret) {
  const over = document.querySelector('[data-secret-over]');
  const hadFocus = secret.contains(document.activeElement);
  secret.remove(); // the text is gone from the page, not only out of sight
  over.hidden = false;
  if (hadFocus || document.activeElement === document.body) over.focus();
}

function runCodes(secret, serverNow) {
  const shown = secret.querySelector('[data-code]');
  if (!shown) return;
  const codes = [...secret.querySelectorAll('[data-totp]')];
  const note = secret.querySelector('[data-codes] + p');
  const tick = () => {
    if (!secret.isConnected) return;
    const now = serverNow();
    const code = codes.find(one => now < Number(one.dataset.ends));
    if (!code) return;
    if (shown.textContent !== code.dataset.totp) shown.textContent = code.dataset.totp;
    const left = Math.max(1, Math.ceil((Number(code.dataset.ends) - now) / 1000));
    note.textContent = `A new code in ${left} seconds.`;
    setTimeout(tick, 250);
  };
  tick();
}

function startSecrets() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
  const secret = document.querySelector('[data-secret]');
  if (!secret) return;
  const began = performance.now();
  const seconds = Number(secret.dataset.seconds);
  const now = Number(secret.querySelector('[data-now]')?.dataset.now);
  runCodes(secret, () => now + performance.now() - began);
  const left = secret.querySelector('[data-secret-left]');
  let next;
  const tick = () => {
    clearTimeout(next);
    if (!secret.isConnected) return;
    const rest = Math.ceil(seconds - (performance.now() - began) / 1000);
    if (rest <= 0) {
      cover(secret);
      return;
    }
    left.textContent = `Covered again in ${rest} s`;
    next = setTimeout(tick, 250);
  };
  tick();
  // A computer that slept wakes up with it covered, and "back" does not bring it back.
  document.addEventListener('visibilitychange', tick);
  addEventListener('pagehide', () => secret.remove(), { once: true });
}

// ---- A rotation that is under way ----------------------------------------------------------------------------------

const lookPause = 3000;

// The answer is the whole page; only what goes on is taken from it. Anything else than that page ends the looking.
function followRotation() {
  const area = document.getElementById('rotation-live');
  if (area?.dataset.live !== 'true' || area.followed) return;
  area.followed = true;
  const look = () => {
    if (!area.isConnected) return;
    if (document.hidden) {
      setTimeout(look, lookPause);
      return;
    }
    const xhr = new XMLHttpRequest();
    xhr.open('GET', location.pathname);
    xhr.responseType = 'document';
    xhr.addEventListener('loadend', () => {
      const found = xhr.status === 200 && xhr.response?.getElementById('rotation-live');
      if (!found || !area.isConnected) return;
      // The rest of the page (what is next, what came before) follows with the end.
      if (found.dataset.live !== 'true') {
        location.replace(location.pathname);
        return;
      }
      if (!area.isEqualNode(found)) area.replaceChildren(...found.childNodes);
      setTimeout(look, lookPause);
    });
    xhr.send();
  };
  setTimeout(look, lookPause);
}

function start() {
  startPeeks();
  startSecrets();
  followRotation();
}

document.addEventListener('input', onType);
document.addEventListener('page:swapped', start);
start();
