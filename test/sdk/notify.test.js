import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { call, modes, number, open } from './sandbox.js';

let box, shop;
const posts = [];
let wake = () => {};

before(async () => {
  box = await open();
  shop = createServer((req, res) => {
    let body = '';
    req.on('data', (d) => (body += d));
    req.on('end', () => {
      posts.push({ type: req.headers['content-type'], fields: Object.fromEntries(new URLSearchParams(body)) });
      res.end('success');
      wake();
    });
  });
  await new Promise((done) => shop.listen(0, '127.0.0.1', done));
});
after(async () => {
  await box.stop();
  shop.close();
});

/** The first post that fits, which may still be on its way. */
async function received(fits) {
  for (const end = Date.now() + 10000; Date.now() < end; ) {
    const post = posts.find((p) => fits(p.fields));
    if (post) return post;
    await Promise.race([new Promise((done) => (wake = done)), new Promise((done) => setTimeout(done, 500).unref())]);
  }
  throw new Error(`nothing came; there were ${JSON.stringify(posts)}`);
}

for (const mode of modes) {
  test(`${mode}: a paid trade is told to the shop, signed`, async () => {
    const sdk = box.sdk(mode);
    const notifyUrl = `http://127.0.0.1:${shop.address().port}/notify?shop=1`;
    const outTradeNo = number('told');
    const made = await call(sdk, 'alipay.trade.precreate', { out_trade_no: outTradeNo, total_amount: '6.60', subject: '早饭 & tea=2', passback_params: 'a=1&b=2' }, { notify_url: notifyUrl });
    await box.human('pay', outTradeNo, made.qrCode);
    const { type, fields } = await received((f) => f.out_trade_no === outTradeNo);
    assert.match(type, /^application\/x-www-form-urlencoded/);
    assert.ok(sdk.checkNotifySignV2(fields), 'the SDK verifies it');
    assert.ok(sdk.checkNotifySign(fields));
    assert.ok(!sdk.checkNotifySignV2({ ...fields, total_amount: '0.66' }), 'a changed one fails');
    assert.deepEqual(
      [fields.notify_type, fields.trade_status, fields.total_amount, fields.buyer_id, fields.seller_id, fields.app_id, fields.passback_params, fields.subject],
      ['trade_status_sync', 'TRADE_SUCCESS', '6.60', box.env.BUYER_ID, box.env.SELLER_ID, box.env.APP_ID, 'a=1&b=2', '早饭 & tea=2'],
    );
    assert.equal(JSON.parse(fields.fund_bill_list)[0].fundChannel, 'ALIPAYACCOUNT');
    assert.ok(Object.values(fields).every((v) => v !== ''), 'no empty values');
    await call(sdk, 'alipay.trade.refund', { out_trade_no: outTradeNo, refund_amount: '0.60', out_request_no: 'r1' });
    const refund = await received((f) => f.out_trade_no === outTradeNo && f.refund_fee);
    assert.deepEqual([refund.fields.refund_fee, refund.fields.out_biz_no], ['0.60', 'r1']);
    assert.notEqual(refund.fields.notify_id, fields.notify_id);
  });

  test(`${mode}: a frozen deposit and a signed agreement are told too`, async () => {
    const sdk = box.sdk(mode);
    const notify_url = `http://127.0.0.1:${shop.address().port}/notify`;
    const outOrderNo = number('told');
    await call(sdk, 'alipay.fund.auth.order.freeze', { out_order_no: outOrderNo, out_request_no: '1', order_title: 'Deposit', amount: '9', auth_code: await box.human('barcode'), auth_code_type: 'bar_code' }, { notify_url });
    const frozen = await received((f) => f.out_order_no === outOrderNo);
    assert.ok(sdk.checkNotifySignV2(frozen.fields));
    assert.deepEqual([frozen.fields.notify_type, frozen.fields.amount, frozen.fields.rest_amount], ['fund_auth_freeze', '9.00', '9.00']);
    const external = number('told');
    const url = sdk.pageExecute('alipay.user.agreement.page.sign', 'GET', { notify_url, bizContent: { personal_product_code: 'GENERAL_WITHHOLDING_P', external_agreement_no: external } });
    await box.human('pay', external, url);
    const signed = await received((f) => f.external_agreement_no === external);
    assert.ok(sdk.checkNotifySignV2(signed.fields));
    assert.deepEqual([signed.fields.notify_type, signed.fields.status, signed.fields.alipay_user_id], ['dut_user_sign', 'NORMAL', box.env.BUYER_ID]);
  });
}
