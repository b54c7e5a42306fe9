import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, modes, number, open } from './sandbox.js';

let box;
before(async () => {
  box = await open();
});
after(() => box.stop());

// Failures of oauth.token come under error_response, which the SDK cannot verify.
const token = (sdk, params, validateSign = true) => sdk.exec('alipay.system.oauth.token', params, { validateSign });

for (const mode of modes) {
  test(`${mode}: a user's code becomes tokens, once; a refresh token too`, async () => {
    const sdk = box.sdk(mode);
    const code = await box.human('oauth', 'auth_user');
    const one = await token(sdk, { grantType: 'authorization_code', code });
    assert.equal(one.code, undefined, 'success has no code');
    assert.equal(one.userId, box.env.BUYER_ID);
    assert.equal(typeof one.expiresIn, 'number');
    assert.equal(typeof one.reExpiresIn, 'number');
    const info = await sdk.exec('alipay.user.info.share', { auth_token: one.accessToken }, { validateSign: true });
    assert.deepEqual([info.code, info.userId, info.openId], ['10000', box.env.BUYER_ID, one.openId]);

    const two = await token(sdk, { grantType: 'refresh_token', refreshToken: one.refreshToken });
    assert.notEqual(two.accessToken, one.accessToken);
    assert.equal((await sdk.exec('alipay.user.info.share', { auth_token: one.accessToken })).subCode, 'aop.invalid-auth-token');
    assert.equal((await token(sdk, { grantType: 'authorization_code', code }, false)).subCode, 'isv.code-invalid');
    assert.equal((await sdk.exec('alipay.user.info.share', { auth_token: two.accessToken })).subCode, 'aop.invalid-auth-token', 'a stolen code ends the tokens');
    assert.equal((await token(sdk, { grantType: 'authorization_code', code: 'invented' }, false)).subCode, 'isv.code-invalid');

    const base = await token(sdk, { grantType: 'authorization_code', code: await box.human('oauth', 'auth_base') });
    assert.equal((await sdk.exec('alipay.user.info.share', { auth_token: base.accessToken })).subCode, 'isv.insufficient-user-permissions');
    const held = await call(sdk, 'alipay.open.auth.userauth.relationship.query', { user_id: box.env.BUYER_ID, scopes: 'auth_user' });
    assert.deepEqual(JSON.parse(held.queryDetail), [{ scope: 'auth_user', authorized: true }]);
  });

  test(`${mode}: a merchant's code lets the app act for it`, async () => {
    const sdk = box.sdk(mode);
    const one = await call(sdk, 'alipay.open.auth.token.app', { grant_type: 'authorization_code', code: await box.human('appauth') });
    assert.equal(one.code, '10000');
    assert.equal(one.tokens[0].appAuthToken, one.appAuthToken);
    const asked = await call(sdk, 'alipay.open.auth.token.app.query', { app_auth_token: one.appAuthToken });
    assert.deepEqual([asked.status, asked.authAppId], ['valid', one.authAppId]);

    const outTradeNo = number('delegated');
    const made = await call(sdk, 'alipay.trade.precreate', { out_trade_no: outTradeNo, total_amount: '1', subject: 'Tea' }, { app_auth_token: one.appAuthToken });
    assert.equal(made.code, '10000');
    await box.human('pay', outTradeNo, made.qrCode);
    const mine = await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo });
    assert.equal(mine.subCode, 'ACQ.TRADE_NOT_EXIST', 'the trade is the merchant\'s, not the app\'s own');
    const theirs = await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo }, { app_auth_token: one.appAuthToken });
    assert.equal(theirs.tradeStatus, 'TRADE_SUCCESS');

    const two = await call(sdk, 'alipay.open.auth.token.app', { grant_type: 'refresh_token', refresh_token: one.appRefreshToken });
    assert.equal((await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo }, { app_auth_token: one.appAuthToken })).subCode, 'aop.invalid-app-auth-token');
    assert.equal((await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo }, { app_auth_token: two.appAuthToken })).tradeStatus, 'TRADE_SUCCESS');
    const key = await call(sdk, 'alipay.open.auth.app.aes.set', { merchant_app_id: one.authAppId });
    assert.equal((await call(sdk, 'alipay.open.auth.app.aes.get', { merchant_app_id: one.authAppId })).aesKey, key.aesKey);
    assert.equal((await call(sdk, 'alipay.open.auth.app.aes.get', { merchant_app_id: '2021000000000000' })).subCode, 'isv.invalid-auth-relations');
    assert.equal((await call(sdk, 'alipay.open.auth.token.app', { grant_type: 'authorization_code', code: 'invented' })).subCode, 'AUTH_CODE_NOT_VALID');
    assert.equal((await call(sdk, 'alipay.open.auth.token.app.query', { app_auth_token: 'invented' })).subCode, 'AUTH_TOKEN_NOT_FOUND');
  });

  test(`${mode}: the platform's certificate can be downloaded by its number`, async () => {
    const sdk = box.sdk(mode);
    const got = await call(sdk, 'alipay.open.app.alipaycert.download', { alipay_cert_sn: box.env.PLATFORM_CERT_SN });
    const cert = new X509Certificate(Buffer.from(got.alipayCertContent, 'base64'));
    assert.match(cert.subject, /O=livewell/);
    assert.equal((await call(sdk, 'alipay.open.app.alipaycert.download', { alipay_cert_sn: 'ab' })).subCode, 'isv.invalid-parameter');
  });

  test(`${mode}: who took authorisation back is listed`, async () => {
    const got = await call(box.sdk(mode), 'alipay.user.deloauth.detail.query', { date: '20260102', offset: 20, limit: 1 });
    assert.deepEqual([got.code, got.details], ['10000', []]);
  });
}

test('the page that asks a user sends nobody to a foreign address', async () => {
  const link = (to) => `${box.url}/oauth2/publicAppAuthorize.htm?${new URLSearchParams({ app_id: box.env.APP_ID, scope: 'auth_user', redirect_uri: to, state: 'x' })}`;
  const good = await fetch(link('http://localhost:3000/callback'), { redirect: 'manual' });
  assert.equal(good.status, 303);
  assert.match(good.headers.get('location'), /^\/authorize\?/);
  const bad = await fetch(link('https://evil.example/'), { redirect: 'manual' });
  assert.equal(bad.status, 400);
  assert.equal(bad.headers.get('location'), null);
});
