import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { call, modes, number, open } from './sandbox.js';

let box;
before(async () => {
  box = await open();
});
after(() => box.stop());

/** The files of a zip, by its central directory. */
function unzip(buf) {
  const files = {};
  let at = buf.readUInt32LE(buf.length - 22 + 16);
  for (let i = buf.readUInt16LE(buf.length - 22 + 10); i > 0; i--) {
    const name = buf.toString('utf8', at + 46, at + 46 + buf.readUInt16LE(at + 28));
    const head = buf.readUInt32LE(at + 42);
    const from = head + 30 + buf.readUInt16LE(head + 26) + buf.readUInt16LE(head + 28);
    files[name] = inflateRawSync(buf.subarray(from, from + buf.readUInt32LE(at + 20))).toString('utf8');
    at += 46 + buf.readUInt16LE(at + 28) + buf.readUInt16LE(at + 30) + buf.readUInt16LE(at + 32);
  }
  return files;
}

for (const mode of modes) {
  test(`${mode}: money is frozen, partly captured, and given back`, async () => {
    const sdk = box.sdk(mode);
    const outOrderNo = number('auth');
    const frozen = await call(sdk, 'alipay.fund.auth.order.freeze', { out_order_no: outOrderNo, out_request_no: 'f1', order_title: 'Deposit', amount: '99.00', auth_code: await box.human('barcode'), auth_code_type: 'bar_code', product_code: 'PREAUTH_PAY' });
    assert.deepEqual([frozen.code, frozen.status, frozen.amount, frozen.payerUserId], ['10000', 'SUCCESS', '99.00', box.env.BUYER_ID]);
    const capture = { out_trade_no: number('capture'), total_amount: '30', subject: 'Late', auth_no: frozen.authNo, product_code: 'PREAUTH_PAY', auth_confirm_mode: 'NOT_COMPLETE' };
    const taken = await call(sdk, 'alipay.trade.pay', capture);
    assert.equal(taken.code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.pay', capture)).tradeNo, taken.tradeNo);
    const back = { auth_no: frozen.authNo, out_request_no: 'u1', amount: '60.00', remark: 'returned' };
    assert.equal((await call(sdk, 'alipay.fund.auth.order.unfreeze', back)).status, 'SUCCESS');
    assert.equal((await call(sdk, 'alipay.fund.auth.order.unfreeze', back)).amount, '60.00', 'a repeat changes nothing');
    assert.equal((await call(sdk, 'alipay.fund.auth.order.unfreeze', { ...back, out_request_no: 'u2', amount: '9.01' })).subCode, 'REQUEST_AMOUNT_EXCEED');
    const asked = await call(sdk, 'alipay.fund.auth.operation.detail.query', { auth_no: frozen.authNo, operation_id: frozen.operationId });
    assert.deepEqual([asked.restAmount, asked.totalFreezeAmount, asked.totalPayAmount, asked.operationType, asked.orderStatus], ['9.00', '99.00', '30.00', 'FREEZE', 'AUTHORIZED']);
    const rest = await call(sdk, 'alipay.trade.pay', { ...capture, out_trade_no: number('capture'), total_amount: '5', auth_confirm_mode: 'COMPLETE' });
    assert.equal(rest.code, '10000');
    assert.equal((await call(sdk, 'alipay.fund.auth.operation.detail.query', { out_order_no: outOrderNo, out_request_no: 'f1' })).orderStatus, 'FINISH');
    assert.equal((await call(sdk, 'alipay.fund.auth.operation.detail.query', { auth_no: 'nobody', operation_id: 'x' })).subCode, 'ORDER_NOT_EXIST');
  });

  test(`${mode}: a QR and an order string freeze too, and are undone`, async () => {
    const sdk = box.sdk(mode);
    const qr = number('voucher');
    const made = await call(sdk, 'alipay.fund.auth.order.voucher.create', { out_order_no: qr, out_request_no: '1', order_title: 'Deposit', amount: '50', product_code: 'PREAUTH_PAY' });
    assert.equal(made.codeType, 'qrcode');
    assert.match(await box.human('pay', qr, made.codeValue), /^AUTHORIZED/);
    assert.equal((await call(sdk, 'alipay.fund.auth.operation.cancel', { out_order_no: qr, out_request_no: '1', remark: 'no' })).action, 'unfreeze');
    const app = number('appfreeze');
    const order = sdk.sdkExecute('alipay.fund.auth.order.app.freeze', { bizContent: { out_order_no: app, out_request_no: '1', order_title: 'Deposit', amount: '50', product_code: 'PREAUTH_PAY' } });
    assert.match(await box.human('pay', app, order), /^AUTHORIZED/);
    const never = number('never');
    await call(sdk, 'alipay.fund.auth.order.voucher.create', { out_order_no: never, out_request_no: '1', order_title: 'Deposit', amount: '50', product_code: 'PREAUTH_PAY' });
    assert.equal((await call(sdk, 'alipay.fund.auth.operation.cancel', { out_order_no: never, out_request_no: '1', remark: 'no' })).action, 'close');
  });

  test(`${mode}: a person is paid, once`, async () => {
    const sdk = box.sdk(mode);
    const before = await call(sdk, 'alipay.fund.account.query', { alipay_user_id: box.env.SELLER_ID, account_type: 'ACCTRANS_ACCOUNT' });
    const order = { out_biz_no: number('pay'), trans_amount: '12.34', product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER', order_title: 'Wages', payee_info: { identity: box.env.PAYEE_ID, identity_type: 'ALIPAY_USER_ID' } };
    const sent = await call(sdk, 'alipay.fund.trans.uni.transfer', order);
    assert.deepEqual([sent.code, sent.status], ['10000', 'SUCCESS']);
    const again = await call(sdk, 'alipay.fund.trans.uni.transfer', order);
    assert.equal(again.orderId, sent.orderId);
    assert.equal((await call(sdk, 'alipay.fund.trans.uni.transfer', { ...order, trans_amount: '12.35' })).subCode, 'CONTEXT_INCONSISTENT');
    const found = await call(sdk, 'alipay.fund.trans.common.query', { out_biz_no: order.out_biz_no, product_code: order.product_code, biz_scene: order.biz_scene });
    assert.deepEqual([found.orderId, found.status, found.transAmount, found.receiverUserId], [sent.orderId, 'SUCCESS', '12.34', box.env.PAYEE_ID]);
    assert.equal((await call(sdk, 'alipay.fund.trans.common.query', { out_biz_no: 'nobody' })).subCode, 'ORDER_NOT_EXIST');
    assert.equal((await call(sdk, 'alipay.fund.trans.uni.transfer', { ...order, out_biz_no: number('pay'), trans_amount: '99999999' })).subCode, 'PAYER_BALANCE_NOT_ENOUGH');
    assert.equal((await call(sdk, 'alipay.fund.trans.uni.transfer', { ...order, out_biz_no: number('pay'), payee_info: { identity: '2088000000000000', identity_type: 'ALIPAY_USER_ID' } })).subCode, 'PAYEE_NOT_EXIST');
    const now = await call(sdk, 'alipay.fund.account.query', {});
    assert.equal((Number(before.availableAmount) - 12.34).toFixed(2), now.availableAmount);
  });

  test(`${mode}: an agreement is signed, pays, and ends`, async () => {
    const sdk = box.sdk(mode);
    const external = number('member');
    const url = sdk.pageExecute('alipay.user.agreement.page.sign', 'GET', { bizContent: { personal_product_code: 'GENERAL_WITHHOLDING_P', product_code: 'GENERAL_WITHHOLDING', sign_scene: 'INDUSTRY|DIGITAL_MEDIA', external_agreement_no: external, access_params: { channel: 'QRCODE' }, period_rule_params: { period_type: 'MONTH', period: 1, execute_time: '2026-12-01', single_amount: '25.00' } } });
    const res = await fetch(url, { redirect: 'manual' });
    assert.equal(res.status, 303);
    assert.match(await box.human('pay', external, res.headers.get('location')), /^NORMAL/);
    const found = await call(sdk, 'alipay.user.agreement.query', { external_agreement_no: external });
    assert.deepEqual([found.status, found.singleQuota, found.principalId], ['NORMAL', '25.00', box.env.BUYER_ID]);
    const order = { out_trade_no: number('month'), total_amount: '25', subject: 'January', product_code: 'GENERAL_WITHHOLDING', agreement_params: { agreement_no: found.agreementNo } };
    const paid = await call(sdk, 'alipay.trade.pay', order);
    assert.deepEqual([paid.code, paid.buyerUserId], ['10000', box.env.BUYER_ID]);
    assert.equal((await call(sdk, 'alipay.trade.pay', order)).tradeNo, paid.tradeNo);
    assert.equal((await call(sdk, 'alipay.trade.pay', { ...order, out_trade_no: number('month'), total_amount: '25.01' })).subCode, 'ACQ.AGREEMENT_INVALID');
    const waits = async (total_amount) => (await call(sdk, 'alipay.trade.create', { out_trade_no: number('open'), total_amount, subject: 'March', buyer_id: box.env.BUYER_ID })).tradeNo;
    const waiting = await waits('20.00');
    const take = { trade_no: waiting, total_amount: '20.00', out_request_no: 't', product_code: 'GENERAL_WITHHOLDING_P' };
    assert.equal((await call(sdk, 'alipay.trade.order.pay', { ...take, total_amount: '2.00' })).subCode, 'ACQ.CONTEXT_INCONSISTENT');
    assert.equal((await call(sdk, 'alipay.trade.order.pay', take)).totalAmount, '20.00');
    assert.equal((await call(sdk, 'alipay.trade.order.pay', take)).code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.query', { trade_no: waiting })).tradeStatus, 'TRADE_SUCCESS');
    assert.equal((await call(sdk, 'alipay.trade.order.pay', { ...take, trade_no: await waits('25.01'), total_amount: '25.01' })).subCode, 'ACQ.AGREEMENT_INVALID');
    assert.equal((await call(sdk, 'alipay.user.agreement.executionplan.modify', { agreement_no: found.agreementNo, deduct_time: '2026-12-15' })).deductTime, '2026-12-15');
    assert.equal((await call(sdk, 'alipay.user.agreement.unsign', { agreement_no: found.agreementNo })).code, '10000');
    assert.equal((await call(sdk, 'alipay.trade.pay', { ...order, out_trade_no: number('month') })).subCode, 'ACQ.AGREEMENT_INVALID');
    assert.equal((await call(sdk, 'alipay.user.agreement.query', { agreement_no: 'nobody' })).subCode, 'USER_AGREEMENT_NOT_EXIST');
  });

  test(`${mode}: a bill file equals the balance's movements`, async () => {
    const sdk = box.sdk(mode);
    const day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
    const paid = await call(sdk, 'alipay.trade.pay', { out_trade_no: number('bill'), total_amount: '10', subject: '=1+1', scene: 'bar_code', auth_code: await box.human('barcode') });
    await call(sdk, 'alipay.trade.refund', { trade_no: paid.tradeNo, refund_amount: '4', out_request_no: 'r' });
    const { billDownloadUrl } = await call(sdk, 'alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: day });
    const local = new URL(billDownloadUrl);
    const res = await fetch(box.url + local.pathname + local.search);
    assert.equal(res.status, 200);
    const files = unzip(Buffer.from(await res.arrayBuffer()));
    const details = Object.entries(files).find(([name]) => name.endsWith('_details.csv'))[1].trim().split('\n').filter((l) => l.startsWith(paid.tradeNo));
    assert.equal(details.length, 2);
    assert.match(details.join('\n'), /'=1\+1/, 'a stranger cannot write formulas');
    const log = await call(sdk, 'alipay.data.bill.accountlog.query', { start_time: `${day} 00:00:00`, end_time: `${day} 23:59:59`, alipay_order_no: paid.tradeNo });
    assert.equal(typeof log.detailList[0].transAmount, 'string');
    const sum = (xs) => xs.reduce((a, b) => a + Math.round(Number(b) * 100), 0);
    assert.equal(sum(details.map((l) => l.split(',').at(-1))), sum(log.detailList.map((l) => l.transAmount)));
    assert.equal((await fetch(box.url + local.pathname + local.search.replace(`d=${day}`, 'd=2020-01-01'))).status, 403);
    assert.equal((await call(sdk, 'alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: '2999-01-01' })).subCode, 'BILL_NOT_EXIST');
    assert.equal((await call(sdk, 'alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: 'x' })).subCode, 'INVAILID_ARGUMENTS');
    assert.match((await call(sdk, 'alipay.data.bill.balance.query', {})).availableAmount, /^\d+\.\d\d$/);
  });

  test(`${mode}: a payment and a transfer have receipts`, async () => {
    const sdk = box.sdk(mode);
    const paid = await call(sdk, 'alipay.trade.pay', { out_trade_no: number('receipt'), total_amount: '1', subject: '早饭 (a) <b>', scene: 'bar_code', auth_code: await box.human('barcode') });
    const sent = await call(sdk, 'alipay.fund.trans.uni.transfer', { out_biz_no: number('receipt'), trans_amount: '1', product_code: 'TRANS_ACCOUNT_NO_PWD', payee_info: { identity: box.env.PAYEE_ID, identity_type: 'ALIPAY_USER_ID' } });
    for (const key of [paid.tradeNo, sent.orderId]) {
      const { fileId } = await call(sdk, 'alipay.data.bill.ereceipt.apply', { type: 'FUND_DETAIL', key });
      const got = await call(sdk, 'alipay.data.bill.ereceipt.query', { file_id: fileId });
      assert.equal(got.status, 'SUCCESS');
      const address = new URL(got.downloadUrl);
      const res = await fetch(box.url + address.pathname + address.search);
      assert.equal(res.headers.get('content-type'), 'application/pdf');
      assert.match(await res.text(), /^%PDF-1\.5[^]*%%EOF\n$/);
      assert.equal((await fetch(box.url + address.pathname + address.search.replace(/k=\d+/, 'k=1'))).status, 403);
    }
    assert.equal((await call(sdk, 'alipay.data.bill.ereceipt.apply', { type: 'FUND_DETAIL', key: 'nobody' })).subCode, 'ORDER_NOT_EXIST');
  });
}
