// Bluetooth of programs, over Web Bluetooth. A browser lets no page look around: after a
// touch its own chooser shows what is near, and what the person chooses there is found.
import { fail, failures, tells, type Bridge, type Failure, type Line } from "./api.ts";

// What is used of Web Bluetooth, which TypeScript does not know.
interface Characteristic extends EventTarget {
  uuid: string;
  value?: DataView | null;
  properties: { read: boolean; write: boolean; writeWithoutResponse: boolean; notify: boolean; indicate: boolean };
  readValue(): Promise<DataView>;
  writeValueWithResponse(v: Uint8Array): Promise<void>;
  writeValueWithoutResponse(v: Uint8Array): Promise<void>;
  startNotifications(): Promise<unknown>;
  stopNotifications(): Promise<unknown>;
}
interface Service {
  uuid: string;
  isPrimary: boolean;
  getCharacteristic(uuid: string): Promise<Characteristic>;
  getCharacteristics(): Promise<Characteristic[]>;
}
interface Server {
  connected: boolean;
  connect(): Promise<unknown>;
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<Service>;
  getPrimaryServices(): Promise<Service[]>;
}
interface Device extends EventTarget {
  id: string;
  name?: string | null;
  gatt?: Server | null;
}
export interface WebBluetooth extends EventTarget {
  getAvailability?(): Promise<boolean>;
  requestDevice(wanted: {
    filters?: { services: string[] }[];
    acceptAllDevices?: boolean;
    optionalServices: (string | number)[];
  }): Promise<Device>;
}

const mostDevices = 8;
const mostServices = 20; // that a program looks for at once
const mostWaiting = 16; // calls for one device
const mostBytes = 512; // Bluetooth Core 5.4, Vol 3, Part F, 3.2.9
const patience = 10_000;
const connects = { usually: 20_000, atMost: 60_000 };

// Browsers give only services that were named before: the standard ones, and those
// that makers of scales, printers, bands and serial lines use most.
const base = "-0000-1000-8000-00805f9b34fb"; // Vol 3, Part B, 2.5.1
const short = (n: number) => `0000${n.toString(16).padStart(4, "0")}${base}`;
const common = [
  ...Array.from({ length: 0x60 }, (_, n) => short(0x1800 + n)),
  ...[0x18f0, 0xae00, 0xae30, 0xfee0, 0xfee7, 0xff00, 0xff10, 0xff12, 0xffb0, 0xffe0, 0xffe5, 0xfff0].map(short),
  "6e400001-b5a3-f393-e0a9-e50e24dcca9e",
  "49535343-fe7d-4ae5-8fa9-9fafd205e455",
  "e7810a71-73ae-499d-8c15-faa9aef0c3f2",
];

/** A UUID in full; bad is the number of the failure where it is none. */
function uuid(v: unknown, bad: number, field: string): string {
  const s = typeof v === "string" ? v.toLowerCase() : "";
  if (/^([0-9a-f]{4}|[0-9a-f]{8})$/.test(s)) return s.padStart(8, "0") + base;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(s)) return s;
  throw fail(bad, `${field} is no UUID`);
}

function hex(v: DataView | null | undefined): string {
  if (!v) return "";
  const bytes = new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  return Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");
}

function bytes(v: unknown): Uint8Array {
  const pairs = typeof v === "string" && /^([0-9a-f]{2})+$/i.test(v) ? (v.match(/../g) ?? []) : [];
  if (!pairs.length) throw fail(10014, "value is no text of hexadecimal digits");
  if (pairs.length > mostBytes) throw fail(10014, `value has more than ${mostBytes} bytes`);
  return Uint8Array.from(pairs, (x) => parseInt(x, 16));
}

function within<T>(ms: number, run: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fail(10015, "it took too long") as never), ms);
    void run.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A device that the person chose for this program. */
interface Found {
  device: Device;
  /** The program asked for a connection, and not yet for its end. */
  wanted: boolean;
  /** Characteristics of this connection, by service and characteristic. */
  known: Map<string, Characteristic>;
  /** The last of what is asked of it, and how much waits. */
  last: Promise<unknown>;
  waiting: number;
  forgotten: AbortController;
}

const connected = (d: Found) => d.device.gatt?.connected === true;

/** What a browser's refusal is in the dialect; other is its number where nothing says more. */
function refusal(e: unknown, d: Found, other: number): Failure {
  if (typeof (e as Failure | null)?.error === "number") return e as Failure;
  const { name = "", message = "" } = (e ?? {}) as { name?: string; message?: string };
  if (!connected(d)) return fail(10006, "the connection is gone");
  return fail(name === "NotSupportedError" ? 10007 : other, message || "the device refused");
}

/** GATT does one thing at a time; what comes meanwhile waits. */
function inTurn<T>(d: Found, run: () => Promise<T>): Promise<T> {
  if (d.waiting >= mostWaiting) throw fail(60, "too much waits for the device");
  d.waiting++;
  const mine = d.last.then(run).finally(() => d.waiting--);
  d.last = mine.catch(() => undefined);
  return mine;
}

const describe = ({ id, name }: Device) => ({
  deviceId: id,
  ...{ name: name ?? "", deviceName: name ?? "", localName: name ?? "" },
  ...{ advertisData: "", manufacturerData: "" }, // a browser tells neither, nor how strong the signal is
});

/** ask tells the person that the program looks for a device; yes opens the browser's chooser. */
export function bluetoothCalls(
  ask: () => Promise<boolean>,
  bluetooth = (navigator as Navigator & { bluetooth?: WebBluetooth }).bluetooth,
): Bridge {
  if (!bluetooth)
    return {
      openBluetoothAdapter: () => {
        throw fail(12, "this browser has no Bluetooth");
      },
    };
  const found = new Map<string, Found>();
  let line: Line | undefined;
  let opened = false;
  let asking = false;
  const open = () => {
    if (!opened) throw fail(10000, "openBluetoothAdapter comes first");
  };
  const available = async () => (await bluetooth.getAvailability?.().catch(() => false)) ?? true;
  const state = async () => ({ available: await available(), discovering: asking });
  const changed = () => void state().then((s) => line?.tell("bluetoothAdapterStateChange", s));

  const end = (d: Found) => {
    d.wanted = false;
    d.device.gatt?.disconnect();
  };
  const close = () => {
    opened = false;
    bluetooth.removeEventListener("availabilitychanged", changed);
    for (const d of found.values()) end(d);
  };
  const forget = (d: Found) => {
    d.forgotten.abort();
    found.delete(d.device.id);
  };

  const tellState = ({ device }: Found, is: boolean) =>
    line?.tell("bLEConnectionStateChanged", { deviceId: device.id, connected: is });
  const idle = () => [...found.values()].find((d) => !d.wanted && !connected(d));
  const keep = (device: Device) => {
    if (found.has(device.id)) return;
    const old = found.size < mostDevices ? undefined : idle();
    if (old) forget(old);
    const forgotten = new AbortController();
    const d: Found = { device, wanted: false, known: new Map(), last: Promise.resolve(), waiting: 0, forgotten };
    found.set(device.id, d);
    const lost = () => {
      d.wanted = false;
      d.known.clear();
      tellState(d, false);
    };
    device.addEventListener("gattserverdisconnected", lost, { signal: forgotten.signal });
  };

  const one = (id: unknown): Found => {
    open();
    if (typeof id !== "string" || !id) throw fail(10011, "deviceId is missing");
    const d = found.get(id);
    if (!d) throw fail(10002, "the person has not chosen this device");
    return d;
  };
  /** Asks a connected device for something. */
  const talk = <T>(id: unknown, other: number, run: (d: Found, server: Server) => Promise<T>) => {
    const d = one(id);
    return inTurn(d, async () => {
      const { gatt } = d.device;
      if (!gatt?.connected) throw fail(10006, "the device is not connected");
      return within(patience, run(d, gatt)).catch((e: unknown) => {
        throw refusal(e, d, other);
      });
    });
  };
  const service = (d: Found, server: Server, id: string) =>
    server.getPrimaryService(id).catch((e: unknown) => {
      const r = refusal(e, d, 10004);
      throw r.error === 10004 ? fail(10004, "no such service, or it was not named when the device was looked for") : r;
    });
  const know = (d: Found, serviceId: string, c: Characteristic): Characteristic => {
    const key = `${serviceId} ${c.uuid}`;
    const had = d.known.get(key);
    if (had) return had;
    d.known.set(key, c);
    // It fires for what was read as well as for what the device tells.
    const heard = () => {
      if (d.known.get(key) !== c) return;
      const { id: deviceId } = d.device;
      const at = { deviceId, serviceId, characteristicId: c.uuid };
      line?.tell("bLECharacteristicValueChange", { ...at, value: hex(c.value) });
    };
    c.addEventListener("characteristicvaluechanged", heard, { signal: d.forgotten.signal });
    return c;
  };
  /** Does something with a characteristic, where it can do that. */
  const use = <T>(
    o: Record<string, unknown>,
    other: number,
    can: (p: Characteristic["properties"]) => boolean,
    run: (c: Characteristic, serviceId: string) => Promise<T>,
  ) => {
    one(o.deviceId); // what is wrong with it is told first
    const serviceId = uuid(o.serviceId, 10012, "serviceId");
    const id = uuid(o.characteristicId, 10013, "characteristicId");
    return talk(o.deviceId, other, async (d, server) => {
      let c = d.known.get(`${serviceId} ${id}`);
      if (!c) {
        const of = await service(d, server, serviceId);
        const got = await of.getCharacteristic(id).catch((e: unknown) => {
          throw refusal(e, d, 10005);
        });
        c = know(d, serviceId, got);
      }
      if (!can(c.properties)) throw fail(10007, "the characteristic cannot do this");
      return run(c, serviceId);
    });
  };

  const choose = async (services: string[]) => {
    if (!(await available())) throw fail(10001, "Bluetooth is off");
    if (found.size >= mostDevices && !idle()) throw fail(60, `more than ${mostDevices} devices are connected`);
    if (!(await ask()) || !opened) throw failures.cancelled;
    const device = await bluetooth
      .requestDevice({
        ...(services.length ? { filters: services.map((s) => ({ services: [s] })) } : { acceptAllDevices: true }),
        optionalServices: [...new Set([...services, ...common])],
      })
      .catch(async (e: { name?: string; message?: string }) => {
        // Browsers say the same of a person who gave up and of Bluetooth that went off.
        if (e.name === "NotFoundError")
          throw (await available()) ? failures.cancelled : fail(10001, "Bluetooth is off");
        if (e.name === "SecurityError" || e.name === "NotAllowedError") throw failures.refused("such a device");
        throw fail(10008, String(e.message));
      });
    open();
    keep(device);
    return device;
  };

  return {
    ...tells(
      "bluetoothDeviceFound",
      "bluetoothAdapterStateChange",
      "bLECharacteristicValueChange",
      "bLEConnectionStateChanged",
    ),
    openBluetoothAdapter: async (_, __, program) => {
      if (!line)
        program.atEnd(() => {
          close();
          for (const d of found.values()) forget(d);
        });
      line = program;
      if (!opened) bluetooth.addEventListener("availabilitychanged", changed);
      opened = true; // also while it is off: the program hears when it comes on
      if (!(await available())) throw fail(12, "Bluetooth is off");
      return { success: true, isSupportBLE: true };
    },
    closeBluetoothAdapter: () => (close(), { success: true }),
    getBluetoothAdapterState: () => (open(), state()),
    startBluetoothDevicesDiscovery: async (o, trusted, program) => {
      if (!trusted) throw failures.refused("looking for a device without a touch");
      open();
      const given: unknown = o.services ?? [];
      if (!Array.isArray(given) || given.length > mostServices) throw fail(2, `services: up to ${mostServices} UUIDs`);
      const services = given.map((s) => uuid(s, 10012, "services"));
      if (asking) throw fail(60, "the person is being asked");
      asking = true;
      changed();
      try {
        const device = await choose(services);
        // Programs begin to listen once this call has been answered.
        setTimeout(() => program.tell("bluetoothDeviceFound", { devices: [describe(device)] }));
        return { success: true };
      } finally {
        asking = false;
        if (opened) changed();
      }
    },
    // Nothing looks on once the person has chosen; a chooser that is open only they can close.
    stopBluetoothDevicesDiscovery: () => (open(), { success: true }),
    getBluetoothDevices: () => (open(), { devices: [...found.values()].map((d) => describe(d.device)) }),
    getConnectedBluetoothDevices: () => {
      open();
      return { devices: [...found.values()].filter(connected).map((d) => describe(d.device)) };
    },
    connectBLEDevice: (o) => {
      const d = one(o.deviceId);
      const { gatt } = d.device;
      if (!gatt) throw fail(10003, "the device takes no connection");
      const ms = Math.min(Number(o.timeout) > 0 ? Number(o.timeout) : connects.usually, connects.atMost);
      return inTurn(d, async () => {
        if (gatt.connected) return { success: true };
        d.wanted = true;
        const made = gatt.connect().then(() => {
          if (d.wanted && opened) return;
          gatt.disconnect(); // it came too late
          throw fail(10003, "the connection was given up");
        });
        await within(ms, made).catch((e: unknown) => {
          d.wanted = false;
          const { error, message } = (e ?? {}) as { error?: number; message?: string };
          throw error ? e : fail(10003, message ?? "no connection");
        });
        tellState(d, true);
        return { success: true };
      });
    },
    disconnectBLEDevice: (o) => (end(one(o.deviceId)), { success: true }),
    getBLEDeviceServices: (o) =>
      talk(o.deviceId, 10004, async (_, server) => {
        const all = await server.getPrimaryServices();
        return { services: all.map((s) => ({ serviceId: s.uuid, isPrimary: s.isPrimary })) };
      }),
    getBLEDeviceCharacteristics: (o) => {
      one(o.deviceId);
      const serviceId = uuid(o.serviceId, 10012, "serviceId");
      return talk(o.deviceId, 10005, async (d, server) => {
        const all = await (await service(d, server, serviceId)).getCharacteristics();
        const characteristics = all.map((c) => {
          const { uuid: characteristicId, properties: p, value } = know(d, serviceId, c);
          const write = p.write || p.writeWithoutResponse;
          const properties = { read: p.read, write, notify: p.notify, indicate: p.indicate };
          return { serviceId, characteristicId, value: hex(value), properties };
        });
        return { characteristics };
      });
    },
    readBLECharacteristicValue: (o) =>
      use(
        o,
        10018,
        (p) => p.read,
        async (c, serviceId) => ({
          characteristic: { serviceId, characteristicId: c.uuid, value: hex(await c.readValue()) },
        }),
      ),
    writeBLECharacteristicValue: (o) => {
      one(o.deviceId);
      const value = bytes(o.value);
      return use(
        o,
        10017,
        (p) => p.write || p.writeWithoutResponse,
        async (c) => {
          await (c.properties.write ? c.writeValueWithResponse(value) : c.writeValueWithoutResponse(value));
          return { success: true };
        },
      );
    },
    notifyBLECharacteristicValueChange: (o) =>
      use(
        o,
        10008,
        (p) => p.notify || p.indicate,
        async (c) => {
          await (o.state === false ? c.stopNotifications() : c.startNotifications());
          return { success: true };
        },
      ),
  };
}
