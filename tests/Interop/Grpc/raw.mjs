// Requests no gRPC library would send, and answers no gRPC server would give, written with node's http2.
import http2 from 'node:http2';
import { answerWith } from '../Peers/peer.mjs';

const address = process.argv[2];
let shared;

function session(fresh, settings) {
  if (fresh) return quiet(http2.connect(address, settings));
  if (!shared || shared.closed || shared.destroyed) shared = quiet(http2.connect(address));
  return shared;
}

function quiet(client) {
  client.on('error', error => { client.failure = error.code; });
  client.on('goaway', code => { client.goaway = code; });
  return client;
}

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/** One request: `chunks` are base64 and leave as DATA frames of their own; without `end` the request stays open. */
function send({ path = '/interop.Echo/Say', headers = {}, chunks = [], end = true, fresh, bytewise, closeWith, padHeaders, settings, http1 }) {
  const client = session(fresh, settings);
  const big = padHeaders ? { 'x-pad': 'a'.repeat(padHeaders) } : {};
  return new Promise(resolve => {
    const seen = { body: '' };
    const stream = client.request({ ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc', ...big, ...headers }, { endStream: end && chunks.length === 0 });
    const body = [];
    stream.on('response', (answer, flags) => { seen.headers = { ...answer }; seen.endOnHeaders = (flags & 1) === 1; });
    stream.on('trailers', trailers => { seen.trailers = { ...trailers }; });
    stream.on('data', data => body.push(data));
    stream.on('error', error => { seen.failure = error.code; });
    stream.on('close', () => {
      seen.reset = stream.rstCode;
      seen.body = Buffer.concat(body).toString('base64');
      setTimeout(() => {
        resolve({ ...seen, goaway: client.goaway, connection: client.failure, sessionClosed: client.closed || client.destroyed });
        if (fresh) client.destroy();
      }, 20);
    });
    stream.setTimeout(20_000, () => stream.close(8));
    (async () => {
      for (const chunk of chunks.map(text => Buffer.from(text, 'base64'))) {
        for (const part of bytewise ? [...chunk].map(byte => Buffer.of(byte)) : [chunk]) {
          stream.write(part);
          if (bytewise) await wait(1);
        }
      }
      if (closeWith !== undefined) stream.close(closeWith);
      else if (end && chunks.length) stream.end();
    })();
  });
}

/** Opens and resets streams one after another, as fast as node can. */
async function rapidReset({ times }) {
  const client = session(true);
  let failures = 0;
  for (let i = 0; i < times && !client.destroyed && !client.closed; i++) {
    const stream = client.request({ ':method': 'POST', ':path': '/interop.Echo/Say', te: 'trailers', 'content-type': 'application/grpc' });
    stream.on('error', () => failures++);
    stream.close(8);
    if (i % 50 === 49) await wait(1);
  }
  await wait(50);
  const goaway = client.goaway;
  client.destroy();
  return { failures, goaway };
}

answerWith(q => q.do === 'rapidReset' ? rapidReset(q) : send(q));
