// oidc-provider in Pro Santé Connect's place: its metadata path, its claims, one professional who signs in at once.
import Provider from 'oidc-provider';
import { createServer } from 'node:http';
import { answerWith, say } from '../Peers/peer.mjs';

const [secret, callback, done] = process.argv.slice(2);
let professional = '899900000029';
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    acrValues: ['eidas1', 'eidas2'],
    scopes: ['openid', 'scope_all'],
    claims: { openid: ['sub'], acr: null, amr: null, auth_time: null, scope_all: ['SubjectNameID', 'given_name', 'family_name'] },
    clients: [{ client_id: 'plateforme-essai', client_secret: secret, redirect_uris: [callback], post_logout_redirect_uris: [done], grant_types: ['authorization_code'], response_types: ['code'] }],
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, acr: 'eidas1', SubjectNameID: id.split(':').at(-1), given_name: 'KIT', family_name: 'DOC' }) }),
    conformIdTokenClaims: true,
    pkce: { required: () => true },
    cookies: { keys: ['only for this run'] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    fetch: (url, { dispatcher, ...rest }) => globalThis.fetch(url, rest),
  });
  const handle = provider.callback();
  server.on('request', async (request, response) => {
    if (request.url === '/.well-known/wallet-openid-configuration') request.url = '/.well-known/openid-configuration';
    if (!request.url.startsWith('/interaction/')) return handle(request, response);
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: `f:0:${professional}`, acr: 'eidas1', amr: ['pwd'] } }, { mergeWithLastSubmission: true });
    const grant = new provider.Grant({ accountId: `f:0:${professional}`, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
  });
  say({ issuer });
});

answerWith(async question => {
  professional = question.professional;
  return {};
});
