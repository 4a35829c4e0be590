// The echo service made with grpc-js, for the client of the transport.
import { loadPackageDefinition, Server, ServerCredentials, Metadata, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { HealthImplementation } from 'grpc-health-check';
import { answerWith, say } from '../Peers/peer.mjs';
import { pings, sessions } from './connections.mjs';

const [port, ...protos] = process.argv.slice(2);
const options = { keepCase: true, defaults: true, longs: Number, enums: String, bytes: Buffer, includeDirs: protos };
const { interop } = loadPackageDefinition(loadSync('echo.proto', options));
const seen = { calls: 0, cancelled: 0, attempts: [] };
const held = [];
const settled = 30_000;

function failure(code, details, entries = {}) {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.add(key, value);
  return { code, details, metadata };
}

function answerTo(question) {
  return { text: question.text, data: question.data, count: question.count };
}

/** Says nothing for so long, then how many pings came once the first exchange had settled. */
function rest(call, { text, count }) {
  const begun = Date.now();
  setTimeout(() => call.write({ text: `re: ${text}`, count: pings.filter(at => at > begun + settled).length }), count);
}

const handlers = {
  Say(call, callback) {
    const { text, count, data } = call.request;
    seen.calls++;
    seen.attempts.push(String(call.metadata.get('grpc-previous-rpc-attempts')));
    call.on('cancelled', () => { seen.cancelled++; say({ event: 'cancelled' }); });
    if (text === 'fail') return callback(failure(status.FAILED_PRECONDITION, 'état: 100% «non»\n', { why: 'closed', 'why-bin': Buffer.of(0, 1, 254, 255) }));
    if (text === 'throw') return callback(new Error('handler broke'));
    if (text === 'wait') return;
    if (text === 'flaky' && seen.calls % 3 !== 0) return callback(failure(status.UNAVAILABLE, 'not yet'));
    if (text === 'down') return callback(failure(status.UNAVAILABLE, 'never'));
    if (text === 'details') return callback(failure(status.INVALID_ARGUMENT, 'see details', { 'grpc-status-details-bin': data }));
    if (text === 'big') return callback(null, { data: Buffer.alloc(count) });
    if (text === 'deadline') return callback(null, { count: call.getDeadline() - Date.now() });
    if (text === 'metadata') {
      const head = new Metadata(), tail = new Metadata();
      head.add('x-a', call.metadata.get('x-a')[0]);
      head.add('x-b-bin', call.metadata.get('x-b-bin')[0]);
      tail.add('y-a', 'trailing');
      tail.add('y-b-bin', Buffer.of(9, 8, 7));
      call.sendMetadata(head);
      return callback(null, answerTo(call.request), tail);
    }
    callback(null, answerTo(call.request));
  },
  Collect(call, callback) {
    const sum = { text: '', count: 0 };
    call.on('data', question => {
      if (question.text === 'fail') return callback(failure(status.INVALID_ARGUMENT, 'not this one'));
      sum.count += question.count;
      sum.text += question.text;
    });
    call.on('end', () => callback(null, sum));
  },
  Expand(call) {
    const { text, count } = call.request;
    for (let i = 0; i < count; i++) call.write({ count: i });
    call.on('cancelled', () => { seen.cancelled++; say({ event: 'cancelled' }); });
    if (text === 'fail') return call.emit('error', failure(status.ABORTED, 'after the messages'));
    if (text === 'wait') return;
    if (text === 'hold') return held.push(call);
    call.end();
  },
  Converse(call) {
    call.on('data', question => question.text === 'fail'
      ? call.emit('error', failure(status.OUT_OF_RANGE, 'enough'))
      : question.text === 'rest' ? rest(call, question) : call.write({ text: `re: ${question.text}`, count: question.count }));
    call.on('end', () => call.end());
  },
};

const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024, 'grpc.max_send_message_length': -1 });
server.addService(interop.Echo.service, handlers);
const health = new HealthImplementation({ '': 'SERVING', known: 'SERVING' });
health.addToServer(server);
process.on('SIGTERM', () => server.tryShutdown(error => process.exit(error ? 1 : 0)));
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => say(error ? { error: String(error) } : { port: bound }));

const orders = {
  kill: () => server.forceShutdown(),
  goaway: () => sessions.forEach(session => session.close()),
  release: () => held.splice(0).forEach(call => { call.write({ text: 'released' }); call.end(); }),
  health: ({ service, status }) => health.setStatus(service, status),
};
answerWith(async q => {
  await orders[q.do]?.(q);
  return { ...seen, sessions: sessions.size };
});
