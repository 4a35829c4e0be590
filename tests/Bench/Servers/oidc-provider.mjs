// npm's oidc-provider issuing ES256 access tokens by client_credentials, in memory. Arguments: port, client secret.
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const [port, secret] = process.argv.slice(2);
const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const signing = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'bench' };
const api = { audience: 'platform', scope: 'service', accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'ES256' } } };

new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [signing] },
  scopes: ['service'],
  clients: [{
    client_id: 'bench', client_secret: secret, token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256', grant_types: ['client_credentials'], response_types: [], redirect_uris: [],
  }],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: { enabled: true, getResourceServerInfo: () => api },
  },
}).listen(Number(port), '127.0.0.1');
