import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bluetoothCalls, type WebBluetooth } from "./bluetooth.ts";

const full = (short: string) => `0000${short}-0000-1000-8000-00805f9b34fb`;
const view = (...bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);
const gone = (name: string) => Promise.reject(new DOMException("no", name));

/** A value of a made-up device. */
class Value extends EventTarget {
  value: DataView | null = null;
  written: unknown[] = [];
  readonly uuid: string;
  readonly properties: Record<string, boolean>;
  readonly read: () => Promise<DataView>;
  constructor(uuid: string, can: string[], read: () => Promise<DataView> = () => gone("NetworkError")) {
    super();
    this.uuid = uuid;
    const all = ["read", "write", "writeWithoutResponse", "notify", "indicate"];
    this.properties = Object.fromEntries(all.map((n) => [n, can.includes(n)]));
    this.read = read;
  }
  tells(v: DataView) {
    this.value = v;
    this.dispatchEvent(new Event("characteristicvaluechanged"));
  }
  async readValue() {
    const v = await this.read();
    this.tells(v);
    return v;
  }
  writeValueWithResponse = (v: unknown) => Promise.resolve(void this.written.push(v));
  writeValueWithoutResponse = (v: unknown) => Promise.resolve(void this.written.push("quick", v));
  startNotifications = () => Promise.resolve(void this.written.push("start"));
  stopNotifications = () => Promise.resolve(void this.written.push("stop"));
}

/** A band: its pulse is told, its place is read, its control is written. */
class Band extends EventTarget {
  place = new Value(full("2a38"), ["read"], () => Promise.resolve(view(2)));
  pulse = new Value(full("2a37"), ["notify"]);
  control = new Value(full("2a39"), ["write"]);
  name: string | null = "Band";
  readonly id: string;
  private readonly connects: () => Promise<void>;
  constructor(id = "band", connects: () => Promise<void> = () => Promise.resolve()) {
    super();
    this.id = id;
    this.connects = connects;
  }
  lost() {
    this.gatt.connected = false;
    this.dispatchEvent(new Event("gattserverdisconnected"));
  }
  private heart = () => {
    const all = [this.place, this.pulse, this.control];
    return {
      ...{ uuid: full("180d"), isPrimary: true },
      getCharacteristics: () => Promise.resolve(all),
      getCharacteristic: (id: string) => {
        const c = all.find((v) => v.uuid === id);
        return c ? Promise.resolve(c) : gone("NotFoundError");
      },
    };
  };
  gatt = {
    connected: false,
    connect: async () => {
      await this.connects();
      this.gatt.connected = true;
    },
    disconnect: () => {
      if (this.gatt.connected) this.lost();
    },
    getPrimaryServices: () => Promise.resolve([this.heart()]),
    getPrimaryService: (id: string) => (id === full("180d") ? Promise.resolve(this.heart()) : gone("NotFoundError")),
  };
}

/** A program in a browser in which the person chooses these, one after the other. */
function begin(chosen: (Band | Error)[], yes = true) {
  const told: unknown[] = [];
  const endings: (() => void)[] = [];
  const wanted: { filters?: unknown; acceptAllDevices?: boolean; optionalServices: string[] }[] = [];
  const program = {
    tell: (name: string, v: unknown) => void told.push([name, v]),
    atEnd: (f: () => void) => void endings.push(f),
  };
  const browser = Object.assign(new EventTarget(), {
    on: true,
    getAvailability: () => Promise.resolve(browser.on),
    requestDevice(o: (typeof wanted)[number]) {
      wanted.push(o);
      const next = chosen.shift();
      return next instanceof Band
        ? Promise.resolve(next)
        : Promise.reject(next ?? new DOMException("", "NotFoundError"));
    },
  });
  let asked = 0;
  const calls = bluetoothCalls(() => (asked++, Promise.resolve(yes)), browser as unknown as WebBluetooth);
  const call = async (name: string, o: object = {}, trusted = true) =>
    (await calls[name]?.(o as Record<string, unknown>, trusted, program)) as Record<string, unknown>;
  return { told, endings, wanted, browser, call, calls, asked: () => asked };
}

const heard = (told: unknown[], name: string) =>
  told.flatMap((t) => ((t as [string, unknown])[0] === name ? [(t as [string, unknown])[1]] : []));
const heart = { deviceId: "band", serviceId: "180D" };
const at = (characteristicId: string) => ({ ...heart, characteristicId });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A program that has found the band and connected it. */
async function connected(band = new Band()) {
  const p = begin([band]);
  await p.call("openBluetoothAdapter");
  await p.call("startBluetoothDevicesDiscovery");
  await p.call("connectBLEDevice", { deviceId: band.id });
  vi.advanceTimersByTime(0);
  return { ...p, band };
}

test("a program finds what the person chose, and no other device", async () => {
  const p = begin([new Band()]);
  expect(await p.call("openBluetoothAdapter")).toMatchObject({ isSupportBLE: true });
  await expect(p.call("connectBLEDevice", { deviceId: "band" })).rejects.toMatchObject({ error: 10002 });
  await p.call("startBluetoothDevicesDiscovery", { services: ["180D", "FFF0"] });
  expect(heard(p.told, "bluetoothDeviceFound")).toEqual([]); // it begins to listen when this was answered
  vi.advanceTimersByTime(0);
  const band = { deviceId: "band", name: "Band", deviceName: "Band", localName: "Band" };
  expect(heard(p.told, "bluetoothDeviceFound")).toMatchObject([{ devices: [band] }]);
  expect(p.wanted[0]?.filters).toEqual([{ services: [full("180d")] }, { services: [full("fff0")] }]);
  expect(p.wanted[0]?.optionalServices).toEqual(expect.arrayContaining([full("1800"), full("185f"), full("ffe0")]));
  expect(await p.call("getBluetoothDevices")).toMatchObject({ devices: [band] });
  expect(await p.call("getConnectedBluetoothDevices")).toEqual({ devices: [] });
});

test("looking for a device needs a touch, a yes and a choice", async () => {
  const p = begin([]);
  await expect(p.call("startBluetoothDevicesDiscovery")).rejects.toMatchObject({ error: 10000 });
  await p.call("openBluetoothAdapter");
  await expect(p.call("startBluetoothDevicesDiscovery", {}, false)).rejects.toMatchObject({ error: 4 });
  await expect(p.call("startBluetoothDevicesDiscovery", { services: ["heart"] })).rejects.toMatchObject({
    error: 10012,
  });
  expect(p.asked()).toBe(0);
  const first = p.call("startBluetoothDevicesDiscovery");
  await expect(p.call("startBluetoothDevicesDiscovery")).rejects.toMatchObject({ error: 60 });
  await expect(first).rejects.toMatchObject({ error: 11 }); // they closed the chooser
  expect(p.wanted).toMatchObject([{ acceptAllDevices: true }]);
  const no = begin([new Band()], false);
  await no.call("openBluetoothAdapter");
  await expect(no.call("startBluetoothDevicesDiscovery")).rejects.toMatchObject({ error: 11 });
  expect(no.wanted).toEqual([]);
});

test("a browser without Bluetooth says so, and one where it is off tells when it comes on", async () => {
  const none = bluetoothCalls(() => Promise.resolve(true), undefined);
  expect(Object.keys(none)).toEqual(["openBluetoothAdapter"]); // my.canIUse asks for connectBLEDevice
  expect(() => none.openBluetoothAdapter?.({}, true, {} as never)).toThrow(expect.objectContaining({ error: 12 }));
  const p = begin([]);
  p.browser.on = false;
  await expect(p.call("openBluetoothAdapter")).rejects.toMatchObject({ error: 12 });
  await expect(p.call("startBluetoothDevicesDiscovery")).rejects.toMatchObject({ error: 10001 });
  p.told.length = 0;
  p.browser.on = true;
  p.browser.dispatchEvent(new Event("availabilitychanged"));
  await vi.waitFor(() =>
    expect(heard(p.told, "bluetoothAdapterStateChange")).toEqual([{ available: true, discovering: false }]),
  );
  expect(await p.call("getBluetoothAdapterState")).toEqual({ available: true, discovering: false });
});

test("services and characteristics are told, values are read, written and heard as hexadecimal digits", async () => {
  const { call, told, band } = await connected();
  expect(heard(told, "bLEConnectionStateChanged")).toEqual([{ deviceId: "band", connected: true }]);
  expect(await call("getBLEDeviceServices", { deviceId: "band" })).toEqual({
    services: [{ serviceId: full("180d"), isPrimary: true }],
  });
  const { characteristics } = await call("getBLEDeviceCharacteristics", heart);
  expect(characteristics).toMatchObject([
    { characteristicId: full("2a38"), properties: { read: true, write: false, notify: false, indicate: false } },
    { characteristicId: full("2a37"), value: "", properties: { read: false, notify: true } },
    { serviceId: full("180d"), characteristicId: full("2a39"), properties: { write: true } },
  ]);
  const place = { serviceId: full("180d"), characteristicId: full("2a38"), value: "02" };
  expect(await call("readBLECharacteristicValue", at("2A38"))).toEqual({ characteristic: place });
  await call("notifyBLECharacteristicValueChange", { ...at(full("2a37").toUpperCase()), state: true });
  band.pulse.tells(view(0, 72));
  await call("notifyBLECharacteristicValueChange", { ...at("2a37"), state: false });
  expect(band.pulse.written).toEqual(["start", "stop"]);
  expect(heard(told, "bLECharacteristicValueChange")).toEqual([
    { deviceId: "band", ...place },
    { deviceId: "band", serviceId: full("180d"), characteristicId: full("2a37"), value: "0048" },
  ]);
  await call("writeBLECharacteristicValue", { ...at("2a39"), value: "01Fe" });
  expect(band.control.written).toEqual([Uint8Array.of(1, 0xfe)]);
});

test("each thing that is wrong has its number", async () => {
  const { call, band } = await connected();
  const fails = (name: string, o: object, error: number) =>
    expect(call(name, o), name).rejects.toMatchObject({ error });
  await fails("readBLECharacteristicValue", {}, 10011);
  await fails("readBLECharacteristicValue", { deviceId: "other" }, 10002);
  await fails("readBLECharacteristicValue", { deviceId: "band" }, 10012);
  await fails("readBLECharacteristicValue", heart, 10013);
  await fails("getBLEDeviceCharacteristics", { deviceId: "band", serviceId: "1810" }, 10004);
  await fails("readBLECharacteristicValue", at("2a99"), 10005);
  await fails("readBLECharacteristicValue", at("2a39"), 10007);
  await fails("notifyBLECharacteristicValueChange", at("2a38"), 10007);
  for (const value of ["", "0", "0g", "00".repeat(513), [1, 2]])
    await fails("writeBLECharacteristicValue", { ...at("2a39"), value }, 10014);
  band.control.writeValueWithResponse = () => gone("NetworkError");
  await fails("writeBLECharacteristicValue", { ...at("2a39"), value: "01" }, 10017);
  band.lost();
  await fails("readBLECharacteristicValue", at("2a38"), 10006);
});

test("a device that says nothing is given up in time, and a lost one connects again", async () => {
  let tries = 0;
  const band = new Band("band", () => (++tries === 1 ? new Promise(() => undefined) : Promise.resolve()));
  const p = begin([band]);
  await p.call("openBluetoothAdapter");
  await p.call("startBluetoothDevicesDiscovery");
  const slow = expect(p.call("connectBLEDevice", { deviceId: "band" })).rejects.toMatchObject({ error: 10015 });
  await vi.advanceTimersByTimeAsync(20_000);
  await slow;
  await p.call("connectBLEDevice", { deviceId: "band" });
  await p.call("readBLECharacteristicValue", at("2a38"));
  band.lost();
  band.place.tells(view(3)); // of a connection that is over
  await p.call("connectBLEDevice", { deviceId: "band", timeout: 500 });
  expect(heard(p.told, "bLEConnectionStateChanged")).toMatchObject([
    { connected: true },
    { connected: false },
    { connected: true },
  ]);
  expect(heard(p.told, "bLECharacteristicValueChange")).toHaveLength(1);
  Object.assign(band.place, { read: () => new Promise(() => undefined) });
  const silent = expect(p.call("readBLECharacteristicValue", at("2a38"))).rejects.toMatchObject({ error: 10015 });
  await vi.advanceTimersByTimeAsync(10_000);
  await silent;
});

test("what is asked of a device at once goes to it one by one, and too much is refused", async () => {
  const { call, band } = await connected();
  let busy = 0;
  let most = 0;
  band.control.writeValueWithResponse = async () => {
    most = Math.max(most, ++busy);
    await Promise.resolve();
    busy--;
  };
  const all = Array.from({ length: 17 }, () => call("writeBLECharacteristicValue", { ...at("2a39"), value: "01" }));
  const ends = await Promise.allSettled(all);
  expect(ends.filter((e) => e.status === "fulfilled")).toHaveLength(16);
  expect(ends.at(-1)).toMatchObject({ reason: { error: 60 } });
  expect(most).toBe(1);
});

test("a program has eight devices at most: an idle one is forgotten for the ninth", async () => {
  const bands = Array.from({ length: 10 }, (_, n) => new Band(`band ${n}`));
  const p = begin([...bands]);
  await p.call("openBluetoothAdapter");
  for (let n = 0; n < 9; n++) await p.call("startBluetoothDevicesDiscovery");
  const ids = ((await p.call("getBluetoothDevices")).devices as { deviceId: string }[]).map((d) => d.deviceId);
  expect(ids).toEqual(bands.slice(1, 9).map((b) => b.id));
  for (const deviceId of ids) await p.call("connectBLEDevice", { deviceId });
  await expect(p.call("startBluetoothDevicesDiscovery")).rejects.toMatchObject({ error: 60 });
});

test("connections end with the program, and with the adapter", async () => {
  const a = await connected();
  await a.call("closeBluetoothAdapter");
  expect(a.band.gatt.connected).toBe(false);
  await expect(a.call("getBluetoothDevices")).rejects.toMatchObject({ error: 10000 });

  let connect = () => undefined as unknown;
  const late = new Band("late", () => new Promise((r) => (connect = r as never)));
  const b = begin([late]);
  await b.call("openBluetoothAdapter");
  await b.call("startBluetoothDevicesDiscovery");
  const connecting = expect(b.call("connectBLEDevice", { deviceId: "late" })).rejects.toMatchObject({ error: 10003 });
  await Promise.resolve();
  for (const end of b.endings) end();
  connect();
  await connecting;
  expect(late.gatt.connected).toBe(false);
  const before = b.told.length;
  late.lost();
  expect(b.told).toHaveLength(before);
});
