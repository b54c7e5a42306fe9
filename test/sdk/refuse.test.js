import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { AlipaySdk } from 'alipay-sdk';
import { call, modes, number, open } from './sandbox.js';

let box;
before(async () => {
  box = await open();
});
after(() => box.stop());

const strange = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });

for (const mode of modes) {
  test(`${mode}: a wrong signature is refused, signed, and has no effect`, async () => {
    const sdk = box.sdk(mode);
    const forger = box.sdk(mode, { privateKey: strange.privateKey });
    const outTradeNo = number('forged');
    const got = await call(forger, 'alipay.trade.precreate', { out_trade_no: outTradeNo, total_amount: '1', subject: 'Tea' });
    assert.deepEqual([got.code, got.subCode], ['40002', 'isv.invalid-signature']);
    assert.equal((await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo })).subCode, 'ACQ.TRADE_NOT_EXIST');
  });

  test(`${mode}: unknown method, unknown app, bad values`, async () => {
    const sdk = box.sdk(mode);
    assert.equal((await call(sdk, 'alipay.no.such.method', {})).subCode, 'isv.invalid-method');
    const stranger = box.sdk(mode, { appId: '2021000000000000' });
    assert.equal((await stranger.exec('alipay.trade.query', { bizContent: { out_trade_no: '1' } })).subCode, 'isv.invalid-app-id');
    for (const bizContent of [
      { total_amount: '1', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: '0', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: '-1', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: '1.001', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: 'one', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: '100000000.01', subject: 'Tea' },
      { out_trade_no: 'x'.repeat(65), total_amount: '1', subject: 'Tea' },
      { out_trade_no: number('bad'), total_amount: '1', subject: '' },
      { out_trade_no: number('bad'), total_amount: '1', subject: { a: 1 } },
      { out_trade_no: number('bad'), total_amount: '1', subject: 'Tea', timeout_express: '99d' },
    ]) {
      const got = await call(sdk, 'alipay.trade.precreate', bizContent);
      assert.equal(got.code, '40004', JSON.stringify(bizContent));
      assert.match(got.subCode, /^ACQ\.(INVALID_PARAMETER|TOTAL_FEE_EXCEED)$/);
      assert.ok(got.subMsg);
    }
  });
}

/** Posts raw parameters and checks that the answer is 200 and signed. */
async function raw(params) {
  const res = await fetch(box.env.GATEWAY_URL, { method: 'POST', body: new URLSearchParams(params) });
  const text = await res.text();
  assert.equal(res.status, 200);
  const node = /^\{"[a-z_0-9]+":(\{.*\}),"sign":"([^"]+)"\}$/.exec(text);
  assert.ok(node, text);
  const { alipayPublicKey } = box.sdk('key').config;
  assert.ok(createVerify('RSA-SHA256').update(node[1]).verify(alipayPublicKey, node[2], 'base64'), 'the answer is not signed');
  return JSON.parse(node[1]);
}

test('whatever is sent, the answer is 200, signed, and names what is wrong', async () => {
  const sdk = box.sdk('key');
  const signed = Object.fromEntries(new URLSearchParams(sdk.sdkExecute('alipay.trade.precreate', { bizContent: { out_trade_no: number('raw'), total_amount: '8.00', subject: 'Tea' } })));
  const changed = (name, value) => {
    const p = { ...signed, [name]: value };
    if (value === undefined) delete p[name];
    return p;
  };
  for (const [params, code] of [
    [changed('biz_content', signed.biz_content.replace('8.00', '0.80')), 'isv.invalid-signature'],
    [changed('notify_url', 'https://evil.example/'), 'isv.invalid-signature'],
    [changed('sign', undefined), 'isv.missing-signature'],
    [changed('sign_type', 'RSA'), 'isv.invalid-signature-type'],
    [changed('app_id', undefined), 'isv.missing-app-id'],
    [changed('method', undefined), 'isv.missing-method'],
    [changed('timestamp', undefined), 'isv.missing-timestamp'],
    [changed('timestamp', '2020-01-01 00:00:00'), 'isv.invalid-timestamp'],
    [{}, 'isv.missing-app-id'],
    [{ app_id: "' OR 1=1 --", method: '<script>' }, 'isv.invalid-app-id'],
  ]) {
    assert.equal((await raw(params)).sub_code, code, JSON.stringify(params));
  }
  const twice = await fetch(`${box.env.GATEWAY_URL}?app_id=2021000000000000`, { method: 'POST', body: new URLSearchParams(signed) });
  assert.match(await twice.text(), /isv\.suspected-attack/);
  assert.equal((await raw(signed)).code, '10000', 'the request itself was good all along');
});

test('another app\'s trade is not there', async () => {
  const other = await open();
  try {
    const outTradeNo = number('own');
    const made = await call(box.sdk('key'), 'alipay.trade.create', { out_trade_no: outTradeNo, total_amount: '1', subject: 'Tea' });
    const theirs = new AlipaySdk({ ...other.sdk('key').config });
    assert.equal((await call(theirs, 'alipay.trade.query', { trade_no: made.tradeNo })).subCode, 'ACQ.TRADE_NOT_EXIST');
  } finally {
    await other.stop();
  }
});
