// A client of the echo service made with grpc-js. One question is one call; the answer tells all that was seen of it.
import { loadPackageDefinition, credentials, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { answerWith, say } from '../Peers/peer.mjs';
import { pings } from './connections.mjs';

const [address, ...protos] = process.argv.slice(2);
const options = { keepCase: true, defaults: true, longs: Number, enums: String, bytes: Buffer, includeDirs: protos };
const definition = { ...loadSync('echo.proto', options), ...loadSync('grpc/health/v1/health.proto', options) };
const loaded = loadPackageDefinition(definition);
const limits = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1, 'grpc.use_local_subchannel_pool': 1 };
const clients = new Map();

function clientOf(service, fresh, channel) {
  const make = () => {
    const Client = service.split('.').reduce((scope, name) => scope[name], loaded);
    return new Client(address, credentials.createInsecure(), { ...limits, ...channel });
  };
  if (fresh || channel) return make();
  if (!clients.has(service)) clients.set(service, make());
  return clients.get(service);
}

const plain = message => message && Object.fromEntries(
  Object.entries(message).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('base64') : value]));
const question = q => ({ ...q, data: Buffer.from(q?.data ?? '', 'base64') });
const fields = metadata => metadata && Object.fromEntries(Object.keys(metadata.getMap()).map(
  key => [key, metadata.get(key).map(value => Buffer.isBuffer(value) ? value.toString('base64') : value)]));

function metadataOf(entries) {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries ?? {})) metadata.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  return metadata;
}

function run({ service = 'interop.Echo', method, request, requests, metadata, deadlineMs, cancelAfterMs, cancelAfterMessages, pingPong, open, fresh, channel, silentMs, tell }) {
  const client = clientOf(service, fresh, channel);
  const started = performance.now();
  const seen = { answers: [], sequence: [] };
  const options = { ...(deadlineMs ? { deadline: Date.now() + deadlineMs } : {}) };
  const isStream = !!client[method].responseStream, asksStream = !!client[method].requestStream;
  return new Promise(resolve => {
    const finish = status => {
      if (status.code !== undefined && !seen.done) {
        seen.done = true;
        resolve({ ...seen, code: status.code, details: status.details, trailers: fields(status.metadata), ms: performance.now() - started, pings: pings.length });
        if (fresh || channel) client.close();
      }
    };
    const head = metadataOf(metadata);
    const callback = (error, answer) => { if (answer) seen.answers.push(plain(answer)); if (error) seen.failure = error.message; };
    const call = isStream
      ? asksStream ? client[method](head, options) : client[method](question(request), head, options)
      : asksStream ? client[method](head, options, callback) : client[method](question(request), head, options, callback);
    call.on('metadata', headers => { seen.headers = fields(headers); });
    call.on('status', status => setImmediate(finish, status));
    call.on('error', () => {});
    if (isStream) {
      call.on('data', answer => {
        seen.answers.push(plain(answer));
        seen.sequence.push('answer');
        if (tell) say({ answer: plain(answer) });
        if (cancelAfterMessages === seen.answers.length) call.cancel();
        if (pingPong) seen.answers.length < requests.length ? send(seen.answers.length) : call.end();
      });
    }
    const send = i => { seen.sequence.push('question'); call.write(question(requests[i])); };
    if (asksStream && pingPong) send(0);
    else if (asksStream && silentMs) setTimeout(() => { requests.forEach((_, i) => send(i)); call.end(); }, silentMs);
    else if (asksStream) { requests.forEach((_, i) => send(i)); if (!open) call.end(); }
    if (cancelAfterMs) setTimeout(() => call.cancel(), cancelAfterMs);
  });
}

answerWith(async q => q.times
  ? { calls: await Promise.all(Array.from({ length: q.times }, (_, i) => run({ ...q, request: { ...q.request, count: i } }))) }
  : run(q));
