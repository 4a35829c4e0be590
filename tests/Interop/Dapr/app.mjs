// An application made with Dapr's own SDK: it subscribes with DaprServer and publishes with DaprClient.
import { CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer, LogLevel } from '@dapr/dapr';
import { answerWith, say } from '../Peers/peer.mjs';

const [appPort, daprPort] = process.argv.slice(2);
const server = new DaprServer({
  serverHost: '127.0.0.1',
  serverPort: appPort,
  communicationProtocol: CommunicationProtocolEnum.HTTP,
  clientOptions: {
    daprHost: '127.0.0.1', daprPort, daprApiToken: process.env.DAPR_API_TOKEN,
    communicationProtocol: CommunicationProtocolEnum.HTTP, logger: { level: LogLevel.Error },
  },
});
const attempts = new Map();
const heard = (on, data) => {
  const key = on + JSON.stringify(data);
  attempts.set(key, (attempts.get(key) ?? 0) + 1);
  say({ on, data, attempt: attempts.get(key) });
  return attempts.get(key);
};

await server.pubsub.subscribe('pubsub', 'plain', async data => { heard('plain', data); });
await server.pubsub.subscribe('pubsub', 'again', async data =>
  heard('again', data) < 3 ? DaprPubSubStatusEnum.RETRY : DaprPubSubStatusEnum.SUCCESS);
await server.pubsub.subscribeWithOptions('pubsub', 'dropped', {
  deadLetterTopic: 'given-up',
  callback: async data => { heard('dropped', data); return DaprPubSubStatusEnum.DROP; },
});
await server.pubsub.subscribe('pubsub', 'given-up', async data => { heard('given-up', data); });
await server.pubsub.subscribeWithOptions('pubsub', 'routed', {
  route: { default: '/other', rules: [{ match: "event.type == 'special'", path: '/special' }] },
});
server.pubsub.subscribeToRoute('pubsub', 'routed', '/special', async data => { heard('special', data); });
server.pubsub.subscribeToRoute('pubsub', 'routed', '/other', async data => { heard('other', data); });
await server.pubsub.subscribeBulk('pubsub', 'lot', async data => { heard('lot', data); }, { maxMessagesCount: 10, maxAwaitDurationMs: 50 });
await server.pubsub.subscribe('pubsub', 'raw', async data => { heard('raw', data); }, undefined, { rawPayload: true });
await server.pubsub.subscribeBulk('pubsub', 'raw-lot', async data => { heard('raw-lot', data); },
  { maxMessagesCount: 10, maxAwaitDurationMs: 50, metadata: { rawPayload: true } });
await server.start();
say({ on: 'started' });

const asked = {
  publish: async ({ topic, data, options }) => {
    const { error } = await server.client.pubsub.publish('pubsub', topic, data, options);
    return { refused: error ? String(error) : null };
  },
  publishBulk: async ({ topic, data }) => {
    const { failedMessages } = await server.client.pubsub.publishBulk('pubsub', topic, data);
    return { failed: failedMessages.length };
  },
  metadata: async () => ({ metadata: await server.client.metadata.get() }),
  healthy: async () => ({ healthy: await server.client.health.isHealthy() }),
};
answerWith(question => asked[question.command](question));
