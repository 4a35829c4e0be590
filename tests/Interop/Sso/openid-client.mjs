// openid-client as a client of the platform's provider. The address is swapped under it, as the gateway would.
import * as client from 'openid-client';
import { webcrypto } from 'node:crypto';
import { answerWith } from '../Peers/peer.mjs';

const [issuer, address] = process.argv.slice(2);
const toService = (url, options) => fetch(String(url).replace(issuer, address), options);
const importKey = pem => webcrypto.subtle.importKey('pkcs8', Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
const opened = new Map();

async function configuration({ clientId, key }) {
  return client.discovery(new URL(issuer), clientId, { id_token_signed_response_alg: 'ES256' }, client.PrivateKeyJwt(await importKey(key)), { [client.customFetch]: toService });
}

const acts = {
  async begin(question) {
    const config = await configuration(question);
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const page = client.buildAuthorizationUrl(config, {
      redirect_uri: question.redirectUri, scope: question.scope, state, nonce, ...question.more,
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    opened.set(state, { config, verifier, nonce });
    return { page: page.href.replace(issuer, ''), state };
  },
  async finish({ back, state, expectedNonce }) {
    const { config, verifier, nonce } = opened.get(state);
    const tokens = await client.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: expectedNonce ?? nonce, idTokenExpected: true });
    const claims = tokens.claims();
    const user = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    const seen = { claims, user, rotated: refreshed.refresh_token !== tokens.refresh_token, sameSubject: refreshed.claims().sub === claims.sub };
    seen.endSession = client.buildEndSessionUrl(config, { id_token_hint: refreshed.id_token, post_logout_redirect_uri: issuer + '/' }).href;
    await client.tokenRevocation(config, refreshed.refresh_token);
    seen.afterRevocation = await client.refreshTokenGrant(config, refreshed.refresh_token).then(() => 'alive', error => error.error);
    return seen;
  },
  async alone(question) {
    const config = await configuration(question);
    const tokens = await client.clientCredentialsGrant(config, { scope: question.scope });
    const introspected = question.introspect ? await client.tokenIntrospection(config, tokens.access_token) : undefined;
    return { type: tokens.token_type, expires: tokens.expires_in, scope: tokens.scope, active: introspected?.active };
  },
};

answerWith(async question => {
  try {
    return await acts[question.act](question);
  } catch (error) {
    return { refused: error.error ?? error.code ?? String(error), detail: String(error.cause ?? error) };
  }
});
