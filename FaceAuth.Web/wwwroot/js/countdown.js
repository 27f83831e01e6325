// Shows the time left of the session in the header, warns two minutes before its end, and leaves by itself at the end,
// so that a page of a signed-in person does not stay on a screen. The server decides on its own; this only tells.

const warningBefore = 2 * 60_000;
let timer;

function start() {
  clearTimeout(timer);
  const session = document.querySelector('[data-session]');
  if (!session) return;

  // The browser's clock may be wrong: only the difference of the server's two instants is used.
  const endsAt = Date.now() + Number(session.dataset.endsAt) - Number(session.dataset.now);
  const shown = session.querySelector('[data-session-left]');
  const warning = session.querySelector('[data-session-warning]');

  function tick() {
    clearTimeout(timer);
    if (!session.isConnected) return;
    const left = endsAt - Date.now();
    if (left <= 0) {
      location.replace(session.dataset.leaveTo);
      return;
    }
    const minutes = Math.ceil(left / 60_000);
    shown.textContent = minutes > 1 ? `${minutes} min left` : 'Less than a minute left';
    if (left <= warningBefore && !session.classList.contains('is-ending')) {
      session.classList.add('is-ending');
      warning.textContent = 'You will be signed out in less than two minutes. Finish what you are doing, or sign in again afterwards.';
    }
    // To the next full minute; a computer that slept is caught by the events below.
    timer = setTimeout(tick, Math.min(left, (left % 60_000) + 50, 60_000));
  }

  tick();
  session.addEventListener('countdown:look', tick);
}

function look() {
  document.querySelector('[data-session]')?.dispatchEvent(new Event('countdown:look'));
}

document.addEventListener('visibilitychange', look);
addEventListener('pageshow', look);
document.addEventListener('page:swapped', start);
start();
