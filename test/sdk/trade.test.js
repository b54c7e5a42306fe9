import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, modes, number, open } from './sandbox.js';

let box;
before(async () => {
  box = await open();
});
after(() => box.stop());

for (const mode of modes) {
  test(`${mode}: a QR is made, paid, queried, partly refunded and refunded again`, async () => {
    const sdk = box.sdk(mode);
    const outTradeNo = number('qr');
    const order = { out_trade_no: outTradeNo, total_amount: '88.88', subject: 'Breakfast "sign":" 早饭', goods_detail: [{ goods_id: '1', goods_name: 'tea', quantity: 1, price: 88.88 }], store_id: '' };
    const made = await call(sdk, 'alipay.trade.precreate', order);
    assert.equal(made.code, '10000');
    assert.equal(made.outTradeNo, outTradeNo);
    assert.match(made.qrCode, /^http:/);
    assert.ok(made.traceId.length >= 29);
    assert.equal((await call(sdk, 'alipay.trade.precreate', order)).qrCode, made.qrCode, 'the same terms give the same QR');
    const other = await call(sdk, 'alipay.trade.precreate', { ...order, total_amount: '1.00' });
    assert.equal(other.subCode, 'ACQ.CONTEXT_INCONSISTENT');

    const waiting = await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo });
    assert.equal(waiting.tradeStatus, 'WAIT_BUYER_PAY');
    assert.equal((await call(sdk, 'alipay.trade.refund', { out_trade_no: outTradeNo, refund_amount: 1 })).subCode, 'ACQ.TRADE_STATUS_ERROR');

    assert.match(await box.human('pay', outTradeNo, made.qrCode), /^TRADE_SUCCESS /);
    const paid = await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo });
    assert.equal(paid.tradeStatus, 'TRADE_SUCCESS');
    assert.equal(paid.totalAmount, '88.88');
    assert.equal(paid.buyerUserId, box.env.BUYER_ID);
    assert.equal(paid.subject, order.subject);
    assert.deepEqual(paid.fundBillList, [{ fundChannel: 'ALIPAYACCOUNT', amount: '88.88' }]);
    assert.match(paid.sendPayDate, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal((await call(sdk, 'alipay.trade.precreate', order)).subCode, 'ACQ.TRADE_HAS_SUCCESS');
    assert.equal((await call(sdk, 'alipay.trade.close', { out_trade_no: outTradeNo })).subCode, 'ACQ.TRADE_STATUS_ERROR');

    const refund = { trade_no: paid.tradeNo, refund_amount: '10.01', out_request_no: 'r1', refund_reason: 'cold' };
    const first = await call(sdk, 'alipay.trade.refund', refund);
    assert.deepEqual([first.code, first.fundChange, first.refundFee], ['10000', 'Y', '10.01']);
    const again = await call(sdk, 'alipay.trade.refund', refund);
    assert.deepEqual([again.code, again.fundChange, again.refundFee], ['10000', 'N', '10.01']);
    assert.equal((await call(sdk, 'alipay.trade.refund', { ...refund, refund_amount: '10.02' })).subCode, 'ACQ.DISCORDANT_REPEAT_REQUEST');
    const second = await call(sdk, 'alipay.trade.refund', { ...refund, refund_amount: '20', out_request_no: 'r2' });
    assert.deepEqual([second.fundChange, second.refundFee], ['Y', '30.01']);
    assert.equal((await call(sdk, 'alipay.trade.refund', { ...refund, refund_amount: '58.88', out_request_no: 'r3' })).subCode, 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');

    const said = { trade_no: paid.tradeNo, out_request_no: 's1', biz_type: 'DELIVERY', order_biz_info: '{"status":"COMPLETE"}' };
    assert.equal((await call(sdk, 'alipay.trade.orderinfo.sync', said)).outTradeNo, outTradeNo);
    assert.equal((await call(sdk, 'alipay.trade.orderinfo.sync', said)).code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.orderinfo.sync', { ...said, biz_type: 'OTHER' })).subCode, 'ACQ.CONTEXT_INCONSISTENT');

    const known = await call(sdk, 'alipay.trade.fastpay.refund.query', { out_trade_no: outTradeNo, out_request_no: 'r1' });
    assert.deepEqual([known.refundStatus, known.refundAmount, known.refundReason], ['REFUND_SUCCESS', '10.01', 'cold']);
    const unknown = await call(sdk, 'alipay.trade.fastpay.refund.query', { out_trade_no: outTradeNo, out_request_no: 'r9' });
    assert.equal(unknown.code, '10000');
    assert.equal(unknown.refundAmount, undefined);

    assert.equal((await call(sdk, 'alipay.trade.refund', { ...refund, refund_amount: '58.87', out_request_no: 'r4' })).refundFee, '88.88');
    assert.equal((await call(sdk, 'alipay.trade.query', { trade_no: paid.tradeNo })).tradeStatus, 'TRADE_CLOSED');
  });

  test(`${mode}: a payment code pays at once, and once`, async () => {
    const sdk = box.sdk(mode);
    const code = await box.human('barcode');
    assert.match(code, /^28\d{16}$/);
    const order = { out_trade_no: number('code'), total_amount: '0.01', subject: 'Tea', scene: 'bar_code', auth_code: code };
    const paid = await call(sdk, 'alipay.trade.pay', order);
    assert.deepEqual([paid.code, paid.totalAmount, paid.receiptAmount, paid.buyerUserId], ['10000', '0.01', '0.01', box.env.BUYER_ID]);
    assert.equal((await call(sdk, 'alipay.trade.pay', order)).tradeNo, paid.tradeNo, 'a repeat is the same payment');
    assert.equal((await call(sdk, 'alipay.trade.pay', { ...order, out_trade_no: number('code') })).subCode, 'ACQ.PAYMENT_AUTH_CODE_INVALID');
    assert.equal((await call(sdk, 'alipay.trade.pay', { ...order, out_trade_no: number('code'), auth_code: '280000000000000000' })).subCode, 'ACQ.PAYMENT_AUTH_CODE_INVALID');
  });

  test(`${mode}: a large payment by code waits for the buyer`, async () => {
    const sdk = box.sdk(mode);
    const outTradeNo = number('large');
    const asked = await call(sdk, 'alipay.trade.pay', { out_trade_no: outTradeNo, total_amount: '1500', subject: 'Phone', scene: 'bar_code', auth_code: await box.human('barcode') });
    assert.equal(asked.code, '10003');
    assert.equal((await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo })).tradeStatus, 'WAIT_BUYER_PAY');
    await box.human('pay', outTradeNo, asked.tradeNo);
    assert.equal((await call(sdk, 'alipay.trade.query', { out_trade_no: outTradeNo })).tradeStatus, 'TRADE_SUCCESS');
    const undone = await call(sdk, 'alipay.trade.cancel', { out_trade_no: outTradeNo });
    assert.deepEqual([undone.action, undone.retryFlag], ['refund', 'N']);
  });

  test(`${mode}: a trade for a known buyer is closed, cancelled, or unknown`, async () => {
    const sdk = box.sdk(mode);
    const made = await call(sdk, 'alipay.trade.create', { out_trade_no: number('create'), total_amount: 1.5, subject: 'Tea', buyer_id: box.env.BUYER_ID, timeout_express: '90m' });
    assert.equal(made.code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.close', { trade_no: made.tradeNo })).code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.close', { trade_no: made.tradeNo })).code, '10000', 'closing again changes nothing');
    assert.equal((await call(sdk, 'alipay.trade.query', { trade_no: made.tradeNo })).tradeStatus, 'TRADE_CLOSED');
    const cancelled = number('cancel');
    await call(sdk, 'alipay.trade.precreate', { out_trade_no: cancelled, total_amount: '1', subject: 'Tea' });
    assert.equal((await call(sdk, 'alipay.trade.cancel', { out_trade_no: cancelled })).action, 'close');
    for (const method of ['query', 'close', 'cancel']) {
      assert.equal((await call(sdk, `alipay.trade.${method}`, { out_trade_no: 'nobody' })).subCode, 'ACQ.TRADE_NOT_EXIST');
    }
    assert.equal((await call(sdk, 'alipay.trade.create', { out_trade_no: number('create'), total_amount: '1', subject: 'Tea', buyer_id: '2088000000000000' })).subCode, 'ACQ.INVALID_PARAMETER');
  });

  test(`${mode}: page, phone page and order string lead to the cashier`, async () => {
    const sdk = box.sdk(mode);
    for (const [method, code] of [['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'], ['alipay.trade.wap.pay', 'QUICK_WAP_WAY']]) {
      const outTradeNo = number('page');
      const bizContent = { out_trade_no: outTradeNo, total_amount: '3.20', subject: 'Rice & beans', product_code: code };
      const url = sdk.pageExecute(method, 'GET', { bizContent, returnUrl: 'https://shop.example/done' });
      const res = await fetch(url, { redirect: 'manual' });
      assert.equal(res.status, 303);
      assert.match(await box.human('pay', outTradeNo, new URL(res.headers.get('location'), box.url).href), /^TRADE_SUCCESS/);
      const bad = await fetch(url.replace('3.20', '0.20'), { redirect: 'manual' });
      assert.equal(bad.status, 200);
      assert.match(await bad.text(), /isv\.invalid-signature/);
    }
    const outTradeNo = number('app');
    const order = sdk.sdkExecute('alipay.trade.app.pay', { bizContent: { out_trade_no: outTradeNo, total_amount: '3.20', subject: 'Rice', product_code: 'QUICK_MSECURITY_PAY' } });
    assert.match(await box.human('pay', outTradeNo, order), /^TRADE_SUCCESS/);
    await assert.rejects(box.human('pay', outTradeNo, order.replace('3.20', '0.20')), /sandbox\.reference/);
    const form = sdk.pageExecute('alipay.trade.page.pay', 'POST', { bizContent: { out_trade_no: number('form'), total_amount: '1', subject: 'Rice', product_code: 'FAST_INSTANT_TRADE_PAY' } });
    const [, action] = /action="([^"]+)"/.exec(form);
    const body = new URLSearchParams();
    for (const [, name, value] of form.matchAll(/name="([a-z_]+)" value="([^"]*)" \/>/g)) body.set(name, value.replaceAll('&quot;', '"'));
    assert.equal((await fetch(action, { method: 'POST', body, redirect: 'manual' })).status, 303);
  });

  test(`${mode}: encrypted contents are opened, and answered in kind`, async () => {
    const sdk = box.sdk(mode);
    const outTradeNo = number('aes');
    // The SDK cannot verify an encrypted answer; it decrypts it.
    const made = await sdk.exec('alipay.trade.precreate', { bizContent: { out_trade_no: outTradeNo, total_amount: '2', subject: 'Tea' }, needEncrypt: true });
    assert.equal(made.code, '10000');
    assert.equal(made.outTradeNo, outTradeNo);
    const wrong = box.sdk(mode, { encryptKey: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    assert.equal((await wrong.exec('alipay.trade.query', { bizContent: { out_trade_no: outTradeNo }, needEncrypt: true })).subCode, 'isv.decryption-error-unknown');
  });

  test(`${mode}: a trade's money is shared`, async () => {
    const sdk = box.sdk(mode);
    const paid = await call(sdk, 'alipay.trade.pay', { out_trade_no: number('share'), total_amount: '10', subject: 'Rice', scene: 'bar_code', auth_code: await box.human('barcode') });
    const share = { out_request_no: number('s'), trade_no: paid.tradeNo, royalty_parameters: [{ trans_in_type: 'userId', trans_in: box.env.PAYEE_ID, amount: 2.5, desc: 'rent' }] };
    await call(sdk, 'alipay.trade.royalty.relation.unbind', { out_request_no: number('u'), receiver_list: [{ type: 'userId', account: box.env.PAYEE_ID }] });
    assert.equal((await call(sdk, 'alipay.trade.order.settle', share)).subCode, 'ACQ.ROYALTY_RECEIVER_INVALID');
    const bound = await call(sdk, 'alipay.trade.royalty.relation.bind', { out_request_no: number('b'), receiver_list: [{ type: 'userId', account: box.env.PAYEE_ID, memo: 'Landlord' }] });
    assert.equal(bound.resultCode, 'SUCCESS');
    const list = await call(sdk, 'alipay.trade.royalty.relation.batchquery', { out_request_no: number('q') });
    assert.equal(list.receiverList[0].account, box.env.PAYEE_ID);
    const done = await call(sdk, 'alipay.trade.order.settle', share);
    assert.equal(done.code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.order.settle', share)).settleNo, done.settleNo);
    assert.equal((await call(sdk, 'alipay.trade.order.settle.query', { settle_no: done.settleNo })).royaltyDetailList[0].amount, '2.50');
    const rest = await call(sdk, 'alipay.trade.order.onsettle.query', { trade_no: paid.tradeNo });
    assert.equal((await call(sdk, 'alipay.trade.settle.confirm', { out_request_no: number('c'), trade_no: paid.tradeNo })).settleAmount, rest.unsettledAmount);
    assert.ok(Number(rest.unsettledAmount) <= 7.5 && Number(rest.unsettledAmount) > 7);
    assert.equal((await call(sdk, 'alipay.trade.order.settle', { ...share, out_request_no: number('s'), royalty_parameters: [{ trans_in: box.env.PAYEE_ID, amount: '8' }] })).subCode, 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
  });
}
