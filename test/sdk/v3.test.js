import assert from 'node:assert/strict';
import { createVerify } from 'node:crypto';
import { after, before, test } from 'node:test';
import { modes, number, open } from './sandbox.js';

let box;
before(async () => {
  box = await open();
});
after(() => box.stop());

/** The error that a V3 call ends with. */
async function failure(promise) {
  try {
    await promise;
  } catch (err) {
    return [err.responseHttpStatus, err.code, Array.isArray(err.links)];
  }
  return [];
}

for (const mode of modes) {
  test(`${mode}: V3 takes a payment, gives a part back, and tells`, async () => {
    const sdk = box.sdk(mode);
    const outTradeNo = number('v3');
    const post = (path, body, more) => sdk.curl('POST', `/v3/alipay/${path}`, { body, ...more });
    const made = await post('trade/precreate', { out_trade_no: outTradeNo, total_amount: '8.80', subject: 'Tea 茶' });
    assert.equal(made.responseHttpStatus, 200);
    assert.equal(made.data.code, undefined);
    assert.ok(made.traceId);
    await box.human('pay', outTradeNo, made.data.qr_code);
    assert.equal((await post('trade/query', { out_trade_no: outTradeNo })).data.trade_status, 'TRADE_SUCCESS');
    assert.equal((await post('trade/refund', { out_trade_no: outTradeNo, refund_amount: '0.80', out_request_no: 'r' })).data.refund_fee, '0.80');
    assert.equal((await post('trade/fastpay/refund/query', { out_trade_no: outTradeNo, out_request_no: 'r' })).data.refund_status, 'REFUND_SUCCESS');
    const account = await sdk.curl('GET', '/v3/alipay/fund/account/query', { query: { alipay_user_id: box.env.SELLER_ID, account_type: 'ACCTRANS_ACCOUNT' } });
    assert.match(account.data.available_amount, /^\d+\.\d\d$/);
    const bill = await sdk.curl('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query: { bill_type: 'trade', bill_date: '2026-01' } });
    assert.match(bill.data.bill_download_url, /^http/);

    const frozen = await post('fund/auth/order/freeze', { out_order_no: number('v3'), out_request_no: '1', order_title: 'Deposit', amount: '9.50', auth_code: await box.human('barcode'), auth_code_type: 'bar_code' });
    assert.equal(frozen.data.amount, '9.50');
    const back = await post('fund/auth/order/unfreeze', { auth_no: frozen.data.auth_no, out_request_no: '2', amount: 9.5, remark: 'returned' });
    assert.equal(back.data.amount, 9.5, 'this one method has numbers');
  });

  test(`${mode}: V3 refuses with status, code and a link`, async () => {
    const sdk = box.sdk(mode);
    const query = (s, body = { out_trade_no: 'nobody' }) => s.curl('POST', '/v3/alipay/trade/query', { body });
    assert.deepEqual(await failure(query(sdk)), [400, 'ACQ.TRADE_NOT_EXIST', true]);
    assert.deepEqual(await failure(query(sdk, {})), [400, 'ACQ.INVALID_PARAMETER', true]);
    assert.deepEqual(await failure(sdk.curl('POST', '/v3/no/such', { body: {} })), [404, 'invalid-method', true]);
    assert.deepEqual(await failure(sdk.curl('GET', '/v3/alipay/trade/query', { query: { out_trade_no: '1' } })), [404, 'invalid-method', true]);
    assert.deepEqual(await failure(query(box.sdk(mode, { appId: '2021000000000000' }))), [401, 'invalid-app-id', true]);
    assert.deepEqual(await failure(sdk.curl('POST', '/v3/alipay/user/info/share', { body: { auth_token: 'x' } })), [401, 'invalid-auth-token', true]);
    const tokens = await sdk.curl('POST', '/v3/alipay/system/oauth/token', { body: { grant_type: 'authorization_code', code: await box.human('oauth', 'auth_user') } });
    assert.equal(tokens.data.user_id, box.env.BUYER_ID);
    assert.equal((await sdk.curl('POST', '/v3/alipay/user/info/share', { body: { auth_token: tokens.data.access_token } })).data.user_id, box.env.BUYER_ID);
    assert.equal((await sdk.curl('POST', '/v3/alipay/user/deloauth/detail/query', { body: { date: '20230102', offset: 20, limit: 1 } })).responseHttpStatus, 200);
  });

  test(`${mode}: V3 with encrypted content and for a merchant`, async () => {
    const sdk = box.sdk(mode);
    const made = await sdk.curl('POST', '/v3/alipay/trade/precreate', { body: { out_trade_no: number('v3'), total_amount: '1', subject: 'Tea' }, needEncrypt: true });
    assert.match(made.data.qr_code, /^http/);
    const got = await sdk.curl('POST', '/v3/alipay/open/auth/token/app', { body: { grant_type: 'authorization_code', code: await box.human('appauth') } });
    const outTradeNo = number('v3');
    const more = { appAuthToken: got.data.app_auth_token };
    await sdk.curl('POST', '/v3/alipay/trade/create', { body: { out_trade_no: outTradeNo, total_amount: '1', subject: 'Tea' }, ...more });
    assert.equal((await sdk.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo }, ...more })).data.trade_status, 'WAIT_BUYER_PAY');
    assert.deepEqual(await failure(sdk.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo } })), [400, 'ACQ.TRADE_NOT_EXIST', true]);
  });
}

test('V3 refuses a signature that is not the app\'s, and signs the refusal', async () => {
  const res = await fetch(`${box.url}/v3/alipay/trade/query`, {
    method: 'POST',
    headers: { authorization: `ALIPAY-SHA256withRSA app_id=${box.env.APP_ID},nonce=n,timestamp=${Date.now()},sign=AAAA` },
    body: '{}',
  });
  const body = await res.text();
  assert.equal(res.status, 401);
  assert.equal(JSON.parse(body).code, 'invalid-signature');
  const h = (name) => res.headers.get(name);
  const text = `${h('alipay-timestamp')}\n${h('alipay-nonce')}\n${body}\n`;
  assert.ok(createVerify('RSA-SHA256').update(text).verify(box.sdk('key').config.alipayPublicKey, h('alipay-signature'), 'base64'));
});
