// Forms marked with data-draft survive the end of the session: shortly before it, what was typed is sent to be kept, sealed,
// until the next sign-in. Files, codes and secrets are never sent, and nothing is where nothing was typed.

const moments = [10_000, 2_500];
const secret = /(code|password|passphrase|totp|notes)$/i;
let timers = [];
let stop = new AbortController();

function start() {
  timers.forEach(clearTimeout);
  stop.abort();
  stop = new AbortController();
  const session = document.querySelector('[data-session]');
  const form = document.querySelector('form[data-draft]');
  if (!session || !form) return;

  let typed = false;
  // The browser's clock may be wrong: only the difference of the server's two instants is used.
  const left = Number(session.dataset.endsAt) - Number(session.dataset.now);
  const endsAt = Date.now() + left;

  function send() {
    if (!typed || !form.isConnected) return;
    typed = false;
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements.namedItem(name);
      if (typeof value === 'string' && field?.autocomplete !== 'one-time-code' && !secret.test(name)) body.append(name, value);
    }
    body.append('draft-path', location.pathname);
    // It may be on its way while the page leaves; where it fails, the form is as lost as it was without it.
    fetch('/account/draft', { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => { typed = true; });
  }

  form.addEventListener('input', () => { typed = true; }, { signal: stop.signal });
  timers = moments.map(before => setTimeout(send, Math.max(0, left - before)));
  // A computer that slept past those moments, or is being closed near the end.
  document.addEventListener('visibilitychange', () => { if (endsAt - Date.now() < moments[0]) send(); }, { signal: stop.signal });
}

document.addEventListener('page:swapped', start);
start();
