// An HTTP/2 server that answers as its question says: other statuses, no grpc-status, GOAWAY, resets.
import http2 from 'node:http2';
import { say } from '../Peers/peer.mjs';

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  const way = headers['x-answer'] ?? '';
  stream.on('error', () => {});
  stream.resume();
  if (way.startsWith('http-')) {
    stream.respond({ ':status': Number(way.slice(5)), 'content-type': 'text/plain' });
    stream.end('no gRPC here');
  } else if (way === 'no-status') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end();
  } else if (way === 'message-only') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(Buffer.of(0, 0, 0, 0, 0));
  } else if (way === 'html') {
    stream.respond({ ':status': 200, 'content-type': 'text/html' });
    stream.end('<p>bonjour</p>');
  } else if (way.startsWith('reset-')) {
    stream.close(Number(way.slice(6)));
  } else if (way.startsWith('details-')) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '3', 'grpc-message': 'broken %zz%20ok', 'grpc-status-details-bin': way.slice(8) }, { endStream: true });
  } else if (way === 'cancelled') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '1' }, { endStream: true });
  } else if (way === 'goaway') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.session.goaway(0);
    stream.session.close();
    setTimeout(() => stream.destroy(), 50);
  }
});
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
process.stdin.on('close', () => process.exit(0)).resume();
