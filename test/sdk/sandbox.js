// Starts a real server with a sandbox tenant, and plays the people in it.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AlipaySdk } from 'alipay-sdk';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
export const bin = process.env.LIVEWELL_BIN ?? join(here, '.bin', 'livewell');

/** Starts `livewell serve --demo` on a free port; gives its address and a stop function. */
async function serve(data) {
  const child = spawn(bin, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((done) => child.once('exit', done));
  for await (const line of createInterface(child.stdout)) {
    const ready = /^ready (http:\S+)$/.exec(line);
    if (ready) {
      const stop = async () => {
        child.kill('SIGTERM');
        await gone;
      };
      return { url: ready[1], stop };
    }
  }
  throw new Error('the server ended before it was ready');
}

/** A tenant on a server of its own. Call stop when done. */
export async function open() {
  const dir = mkdtempSync(join(tmpdir(), 'livewell-sdk-'));
  const server = await serve(join(dir, 'data'));
  const home = join(dir, 'tenant');
  await run(bin, ['sandbox', 'new', '--server', server.url, '--out', home]);
  const read = (name) => readFileSync(join(home, name), 'utf8');
  const env = Object.fromEntries(read('env').trim().split('\n').map((l) => l.split(/=(.*)/s, 2)));
  const base = {
    appId: env.APP_ID,
    privateKey: read('app_private_key.pem'),
    gateway: env.GATEWAY_URL,
    endpoint: env.V3_BASE,
    encryptKey: read('aes_key.txt').trim(),
    timeout: 15000,
  };
  const modes = {
    key: { ...base, alipayPublicKey: read('platform_public_key.pem') },
    certificate: {
      ...base,
      appCertContent: read('app_cert.crt'),
      alipayRootCertContent: read('root_cert.crt'),
      alipayPublicCertContent: read('platform_cert.crt'),
    },
  };
  return {
    url: server.url,
    env,
    sdk: (mode, more) => new AlipaySdk({ ...modes[mode], ...more }),
    human: async (...args) => (await run(bin, ['sandbox', ...args, '--dir', home])).stdout.trim(),
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const modes = ['key', 'certificate'];

let n = 0;
/** A number that no other test uses. */
export const number = (prefix) => `${prefix}-${process.pid}-${++n}`;

/** exec with the reply's signature checked by the SDK. */
export const call = (sdk, method, bizContent, more = {}) => sdk.exec(method, { bizContent, ...more }, { validateSign: true });
