// A receiver of FaceAuth's webhooks: docs/webhooks.md. Node's standard library only.
//
// It keeps accounts of its own, one file each, to show what a receiver has to keep: replace passwordIs and setPassword by calls to the
// system whose passwords are to be changed. What must stay: the order of the checks, and that what was done is written down
// together with its version and id.
//
//   WEBHOOK_KEY=whsec_… STATE=/var/lib/receiver TLS_CERT=cert.pem TLS_KEY=key.pem PORT=8443 node webhook-receiver.mjs
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';

const { WEBHOOK_KEY = '', STATE = '.', TLS_CERT, TLS_KEY, PORT = '8443', HOST = '127.0.0.1' } = process.env;
const key = WEBHOOK_KEY.startsWith('whsec_') ? Buffer.from(WEBHOOK_KEY.slice(6), 'base64') : Buffer.from(WEBHOOK_KEY, 'utf8');
if (key.length < 16) throw new Error('WEBHOOK_KEY has less than 16 bytes.');

const maxBody = 64 * 1024;
const tolerance = 5 * 60; // seconds between our clock and the sender's

// ---- The accounts: replace this part.

const fileOf = userName => join(STATE, `${createHash('sha256').update(userName, 'utf8').digest('hex')}.json`);
const hashOf = (password, salt) => pbkdf2Sync(password, Buffer.from(salt, 'hex'), 10_000, 32, 'sha256').toString('hex');

function find(userName) {
  const file = fileOf(userName);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function passwordIs(account, password) {
  return timingSafeEqual(Buffer.from(hashOf(password, account.salt), 'hex'), Buffer.from(account.hash, 'hex'));
}

// Password, version and id go to the disk together, and before the answer does.
function setPassword(account, password, version, id) {
  const salt = randomBytes(16).toString('hex');
  const file = fileOf(account.userName);
  const fresh = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = openSync(fresh, 'w', 0o600);
  writeSync(handle, JSON.stringify({ ...account, salt, hash: hashOf(password, salt), version, id }));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(fresh, file);
}

// ---- The protocol.

function isSigned(headers, body) {
  const [id, seconds, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => headers[name] ?? '');
  if (!id || !/^\d{1,12}$/.test(seconds) || Math.abs(Date.now() / 1000 - Number(seconds)) > tolerance) return false;
  const expected = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest();
  // Several signatures stand there while a key is being replaced.
  return signatures.split(' ').some(one => {
    const given = Buffer.from(one.startsWith('v1,') ? one.slice(3) : '', 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function answer(headers, body) {
  if (!isSigned(headers, body)) return [401, 'not-signed'];
  let message;
  try { message = JSON.parse(body.toString('utf8')); } catch { return [400, 'not-understood']; }
  const { type, data } = message ?? {};
  if (typeof data?.userName !== 'string' || !Number.isInteger(data.version) || !Number.isInteger(data.expiresAt)) return [400, 'not-understood'];
  if (Date.now() > data.expiresAt) return [410, 'expired'];
  const account = find(data.userName);

  switch (type) {
    case 'password.change':
      if (typeof data.password !== 'string' || data.password === '') return [400, 'not-understood'];
      if (!account) return [404, 'no-such-account'];
      if (account.locked) return [423, 'locked'];
      // Done already, and the answer got lost.
      if (account.id === headers['webhook-id'] && passwordIs(account, data.password)) return [200, 'applied'];
      // A late request of a sender that was overtaken.
      if (data.version < (account.version ?? 0)) return [409, 'superseded'];
      // The rules of the system behind.
      if (data.password.length < 2) return [422, 'password-refused'];
      setPassword(account, data.password, data.version, headers['webhook-id']);
      return [200, 'applied'];
    case 'password.verify':
      // From outside, an account that is not there looks like a wrong password.
      if (!account) return [200, 'denied'];
      if (account.locked) return [200, 'locked'];
      return [200, passwordIs(account, data.password ?? '') ? 'accepted' : 'denied'];
    case 'password.changed':
      console.log(`noticed ${data.userName} version ${data.version}`);
      return [200, 'noticed'];
    default:
      return [400, 'not-understood'];
  }
}

function serve(request, response) {
  const parts = [];
  let size = 0;
  request.on('data', part => {
    size += part.length;
    if (size <= maxBody) parts.push(part);
  });
  request.on('end', () => {
    let code, status;
    try {
      [code, status] = request.method !== 'POST' ? [405, 'post-only']
        : size > maxBody ? [413, 'too-large']
        : answer(request.headers, Buffer.concat(parts));
    } catch (fault) {
      // It may have been done: the sender finds out by password.verify.
      console.error(fault.code ?? fault.name);
      [code, status] = [500, 'failed'];
    }
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status }));
  });
}

const server = TLS_CERT
  ? https.createServer({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }, serve)
  : http.createServer(serve);
server.listen(Number(PORT), HOST, () => console.log(`listening on ${server.address().port}`));
