// Forms marked with data-passkey ask the browser for a passkey: a challenge is fetched, the browser and its owner answer,
// and the answer is sent as an ordinary form. Where the browser has no passkeys the form stays hidden, and what is marked
// with data-passkey-missing says so.

const words = {
  unreachable: 'The site could not be reached. Check the connection and try again.',
  noChallenge: 'The site gave no readable answer. Your session may have ended: load this page again.',
  there: 'This device has a passkey for this account already.',
  cannot: 'This device cannot keep a passkey that checks that it is you. Set up a screen lock on it, or use another device.',
  wrongPlace: 'Passkeys do not work at this address of the site. Open it at the address that its mails use.',
  odd: 'The browser could not do this. Try again, or use another way.',
};

const known = typeof PublicKeyCredential === 'function' && typeof navigator.credentials?.create === 'function';

/** Words for the person, thrown in place of a browser's own. */
class Told extends Error {}

function bytes(text) {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

function text(buffer) {
  const characters = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('');
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const listed = credentials => (credentials ?? []).map(credential => ({ ...credential, id: bytes(credential.id) }));

function creationOptions(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  return {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    excludeCredentials: listed(json.excludeCredentials),
  };
}

function requestOptions(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return { ...json, challenge: bytes(json.challenge), allowCredentials: listed(json.allowCredentials) };
}

function asJson(credential) {
  try {
    if (credential.toJSON) return JSON.stringify(credential);
  } catch {
    // Some password managers put an object of their own in the place of the browser's, which cannot do this.
  }
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    parts.attestationObject = text(response.attestationObject);
    parts.transports = response.getTransports?.() ?? [];
  } else {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
    if (response.userHandle) parts.userHandle = text(response.userHandle);
  }
  return JSON.stringify({
    id: text(credential.rawId),
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response: parts,
  });
}

async function challenge(form) {
  const fields = new FormData(form);
  fields.delete('Credential');
  let answer;
  try {
    answer = await fetch(form.dataset.passkeyBegin, { method: 'POST', body: fields, credentials: 'same-origin' });
  } catch {
    throw new Told(words.unreachable);
  }
  // A session that is over, or wants to be confirmed, answers with a page.
  if (!answer.ok || !answer.headers.get('Content-Type')?.startsWith('application/json')) throw new Told(words.noChallenge);
  return answer.json();
}

async function ask(form) {
  const json = await challenge(form);
  const credential = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey: creationOptions(json) })
    : await navigator.credentials.get({ publicKey: requestOptions(json) });
  form.querySelector('[data-passkey-credential]').value = asJson(credential);
}

/** What to say; nothing where its owner cancelled or let the time pass, which a browser does not tell apart. */
function wordsFor(error) {
  if (error instanceof Told) return error.message;
  switch (error.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return '';
    case 'InvalidStateError':
      return words.there;
    case 'ConstraintError':
    case 'NotSupportedError':
      return words.cannot;
    case 'SecurityError':
      return words.wrongPlace;
    default:
      return words.odd;
  }
}

async function onSubmit(event) {
  const form = event.target;
  if (!form.matches('form[data-passkey]') || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = 'yes';
  const button = form.querySelector('[type="submit"]');
  const said = form.querySelector('[data-passkey-said]');
  said.textContent = '';
  button.setAttribute('aria-busy', 'true');
  try {
    await ask(form);
    // Not requestSubmit: that would come here again.
    form.submit();
  } catch (error) {
    said.textContent = wordsFor(error);
  } finally {
    delete form.dataset.asking;
    button.removeAttribute('aria-busy');
  }
}

function start() {
  if (!known) return;
  document.querySelectorAll('form[data-passkey]').forEach(form => { form.hidden = false; });
  document.querySelectorAll('[data-passkey-missing]').forEach(hint => { hint.hidden = true; });
}

document.addEventListener('submit', onSubmit);
document.addEventListener('page:swapped', start);
start();
