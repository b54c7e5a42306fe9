import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { AlipayFormData, AlipaySdk } from 'alipay-sdk';
import { bin, call, open } from './sandbox.js';

const run = promisify(execFile);
const described = 'Noodles at the door: choose, pay and follow the rider.';

let box;
let dir;
before(async () => {
  box = await open();
  dir = mkdtempSync(join(tmpdir(), 'livewell-mini-'));
});
after(async () => {
  await box.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The console as somebody with a phone sees it: their code is in the outbox. */
async function desk(phone) {
  const jar = {};
  const ask = async (method, path, body) => {
    const res = await fetch(box.url + path, { method, headers: { 'content-type': 'application/json', cookie: Object.entries(jar).map((c) => c.join('=')).join('; ') }, body: body && JSON.stringify(body) });
    for (const set of res.headers.getSetCookie()) jar[set.split('=')[0]] = set.split(';')[0].split(/=(.*)/s)[1];
    const text = await res.text();
    assert.ok(res.ok, `${method} ${path}: ${res.status} ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
  await ask('POST', '/console/api/auth/code', { phone });
  const code = /class="code">([0-9]{6})</.exec(await ask('GET', '/outbox'))[1];
  await ask('POST', '/console/api/auth/verify', { phone, code });
  return ask;
}

test('a mini program is packed, uploaded, reviewed, shown to some, to all, and taken back', async () => {
  const dev = await desk('+8613800000007');
  const operator = await desk('+8613800000008');
  const [merchant] = (await dev('GET', '/console/api/session')).roles.map((r) => r.merchant).filter(Boolean);
  await dev('PUT', '/console/api/session/merchant', { merchant });
  const app = await dev('POST', '/console/api/apps', { name: 'Noodles', kind: 'mini', products: [], redirects: [] });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const own = generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  await dev('POST', `/console/api/apps/${app.id}/keys`, { publicKey: rsa.publicKey, overlapDays: 0 });
  await dev('POST', `/console/api/apps/${app.id}/mini/keys`, { publicKey: own.publicKey });
  const key = join(dir, 'key.pem');
  writeFileSync(key, own.privateKey);
  const source = join(dir, 'program');
  await run(bin, ['mini', 'init', source]);
  const sdk = new AlipaySdk({ appId: app.id, privateKey: rsa.privateKey, keyType: 'PKCS8', alipayPublicKey: app.platform.publicKey, gateway: box.env.GATEWAY_URL, endpoint: box.env.V3_BASE, timeout: 15000 });
  const ask = (what, version, more) => call(sdk, `alipay.open.mini.${what}`, { app_version: version, ...more });
  const done = async (...args) => {
    const got = await ask(...args);
    assert.equal(got.code, '10000', JSON.stringify(got));
    return got;
  };
  const apply = async (version) => {
    const form = new AlipayFormData();
    form.addField('app_version', version);
    form.addField('version_desc', described);
    form.addFile('app_logo', 'logo.png', join(source, 'app.json')); // the SDK sends a form only with a file
    return sdk.exec('alipay.open.mini.version.audit.apply', {}, { formData: form, validateSign: true });
  };
  const served = async () => (await fetch(`${box.url}/api/mini/${app.id}`)).json();

  for (const version of ['1.0.0', '2.0.0']) {
    const file = join(dir, `${version}.zip`);
    await run(bin, ['mini', 'pack', source, '--app', app.id, '--name', 'Noodles', '--version', version, '--key', key, '--out', file]);
    const form = new AlipayFormData();
    form.addField('package_hash', createHash('sha256').update(readFileSync(file)).digest('hex'));
    form.addFile('package_content', 'noodles.zip', file);
    const up = await sdk.exec('livewell.mini.package.upload', {}, { formData: form, validateSign: true });
    assert.deepEqual([up.code, up.appVersion], ['10000', version], JSON.stringify(up));
    assert.equal((await apply(version)).code, '10000');
    const hash = (await done('version.detail.query', version)).contentHash;
    const [waiting] = (await operator('GET', '/console/api/mini/reviews')).items;
    await operator('POST', `/console/api/mini/reviews/${waiting.id}`, { hash, verdict: 'approved', reason: 'as it should be' });
    assert.equal((await ask('version.gray.online', version, { gray_strategy: 'p20' })).subCode, 'GRAY_STRATEGY_IS_INVALID');
    await done('version.gray.online', version, { gray_strategy: 'p10' });
    assert.equal((await done('version.detail.query', version)).status, 'GRAY');
    await done('version.online', version);
    assert.equal((await served()).version, version);
  }
  await done('version.rollback', '2.0.0');
  const now = await served();
  assert.equal(now.version, '1.0.0');
  assert.equal((await fetch(box.url + now.base + 'manifest.json')).status, 200);
  const v3 = await sdk.curl('GET', '/v3/alipay/open/mini/version/detail/query', { query: { app_version: '2.0.0' } });
  assert.equal(v3.data.status, 'OFFLINE');
});
