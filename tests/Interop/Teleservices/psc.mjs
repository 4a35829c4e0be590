// openid-client signs someone in at the sandbox's Pro Santé Connect, as a product would.
import * as client from 'openid-client';
import { answerWith } from '../Peers/peer.mjs';

const [address, secret, callback] = process.argv.slice(2);

async function configuration() {
  const metadata = await (await fetch(`${address}psc/auth/realms/esante-wallet/.well-known/wallet-openid-configuration`)).json();
  return new client.Configuration(metadata, 'plateforme', undefined, client.ClientSecretBasic(secret));
}

async function signIn({ professional, expectedNonce }) {
  const config = await configuration();
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const page = client.buildAuthorizationUrl(config, {
    redirect_uri: callback, scope: 'openid scope_all', acr_values: 'eidas1', state, nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const request = (await (await fetch(page)).text()).match(/name="request" value="([^"]+)"/)[1];
  const choice = await fetch(`${address}psc/auth/choice`, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams({ request, professional, means: 'CPX' }),
  });
  const back = new URL(choice.headers.get('location'));
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: expectedNonce ?? nonce };
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  const user = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  const { active } = await client.tokenIntrospection(config, refreshed.access_token);
  return { claims: tokens.claims(), user, rotated: refreshed.refresh_token !== tokens.refresh_token, active };
}

answerWith(async question => {
  try {
    return await signIn(question);
  } catch (error) {
    return { refused: error.code ?? String(error) };
  }
});
