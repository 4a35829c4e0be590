// What passes below grpc-js: its HTTP/2 connections and their pings. To be imported before anything connects or listens.
import http2 from 'node:http2';

export const sessions = new Set();
/** When a ping was answered by the server (in a client) or came (in a server). */
export const pings = [];

function watch(session) {
  sessions.add(session);
  session.on('close', () => sessions.delete(session));
  session.on('ping', () => pings.push(Date.now()));
  const ping = session.ping;
  session.ping = (...asked) => {
    const done = asked.pop();
    return ping.call(session, ...asked, (error, ...told) => {
      if (!error) pings.push(Date.now());
      done(error, ...told);
    });
  };
  return session;
}

const { connect, createServer } = http2;
http2.connect = (...to) => watch(connect(...to));
http2.createServer = (...settings) => createServer(...settings).on('session', watch);
