import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";
import { workplace } from "./workplace.ts";

const full = (short: string) => `0000${short}-0000-1000-8000-00805f9b34fb`;
const heart = full("180d");
const address = "09:09:09:09:09:09";

/** A band on the wrist, near the person: what the browser's own emulation makes of it. */
async function band(p: Page) {
  const browser = p.context().browser();
  if (!browser) throw new Error("no browser");
  const air = await browser.newBrowserCDPSession();
  await air.send("BluetoothEmulation.enable", { state: "powered-on", leSupported: true });
  await air.send("BluetoothEmulation.simulatePreconnectedPeripheral", {
    ...{ address, name: "Pulse band", manufacturerData: [], knownServiceUuids: [heart] },
  });
  air.on("BluetoothEmulation.gattOperationReceived", (o) => {
    void air.send("BluetoothEmulation.simulateGATTOperationResponse", { ...o, code: 0 });
  });
  const { serviceId } = await air.send("BluetoothEmulation.addService", { address, serviceUuid: heart });
  const has = async (uuid: string, properties: object) => {
    const of = { serviceId, characteristicUuid: full(uuid), properties };
    return (await air.send("BluetoothEmulation.addCharacteristic", of)).characteristicId;
  };
  const pulse = await has("2a37", { read: true, notify: true });
  await air.send("BluetoothEmulation.addDescriptor", { characteristicId: pulse, descriptorUuid: full("2902") });
  await has("2a39", { write: true });
  const asked: string[] = [];
  air.on("BluetoothEmulation.characteristicOperationReceived", ({ characteristicId, type, data }) => {
    asked.push(data ? `${type} ${Buffer.from(data, "base64").toString("hex")}` : type);
    const answer = { characteristicId, type, code: 0, ...(type === "read" ? { data: "AEg=" } : {}) }; // 0x0048
    void air.send("BluetoothEmulation.simulateCharacteristicOperationResponse", answer);
  });
  return {
    /** What the program did with it. */
    asked,
    lost: () => air.send("BluetoothEmulation.simulateGATTDisconnection", { address }),
    async away() {
      await air.send("BluetoothEmulation.disable");
      await air.detach();
    },
  };
}

/** What the person does in the browser's chooser, which is shown next. */
async function chooser(p: Page) {
  const session = await p.context().newCDPSession(p);
  await session.send("DeviceAccess.enable");
  let next: "choose" | "close" = "choose";
  const done = new Set<string>();
  session.on("DeviceAccess.deviceRequestPrompted", ({ id, devices }) => {
    const [first] = devices;
    if (!first || done.has(id)) return; // it is told again with each device that comes
    done.add(id);
    void (next === "close"
      ? session.send("DeviceAccess.cancelPrompt", { id })
      : session.send("DeviceAccess.selectPrompt", { id, deviceId: first.id }));
  });
  return (what: typeof next) => (next = what);
}

/** A program as its developers write them for a phone. */
function write(src: string) {
  writeFileSync(
    join(src, "app.json"),
    JSON.stringify({ pages: ["pages/index/index"], window: { defaultTitle: "Pulse diary" } }),
  );
  const button = (name: string) => `<button onTap="${name}">${name}</button>`;
  const buttons = ["find", "connect", "look", "watch", "read", "set", "close"];
  writeFileSync(
    join(src, "pages/index/index.axml"),
    `${buttons.map(button).join("")}<view a:for="{{lines}}" a:key="*this">{{item}}</view>`,
  );
  writeFileSync(
    join(src, "pages/index/index.js"),
    `
const service = { serviceId: "180D" };
Page({
  data: { lines: ["can " + my.canIUse("openBluetoothAdapter")], deviceId: "" },
  say(line) { this.setData({ lines: this.data.lines.concat(line) }); },
  ends(name, line) {
    return { success: (r) => this.say(name + " " + line(r)), fail: (e) => this.say(name + " fails with " + e.error) };
  },
  at(characteristicId) { return { ...service, deviceId: this.data.deviceId, characteristicId }; },
  onLoad() {
    my.onBLEConnectionStateChanged(({ connected }) => this.say(connected ? "connected" : "gone"));
    my.onBLECharacteristicValueChange(({ value }) => this.say("heard " + value));
    my.openBluetoothAdapter(this.ends("open", (r) => r.isSupportBLE));
  },
  find() {
    const found = ({ devices }) => { this.setData({ deviceId: devices[0].deviceId }); this.say("found " + devices[0].name); };
    my.startBluetoothDevicesDiscovery({
      services: ["180D"],
      success: () => { my.offBluetoothDeviceFound(); my.onBluetoothDeviceFound({ success: found }); },
      fail: (e) => this.say("find fails with " + e.error),
    });
  },
  connect() { my.connectBLEDevice({ deviceId: this.data.deviceId, ...this.ends("connect", (r) => r.success) }); },
  async look() {
    const { services } = await my.getBLEDeviceServices({ deviceId: this.data.deviceId });
    const { characteristics } = await my.getBLEDeviceCharacteristics({ deviceId: this.data.deviceId, ...services[0] });
    const can = (p) => Object.keys(p).filter((n) => p[n]).join("+");
    this.say(characteristics.map((c) => c.characteristicId.slice(4, 8) + " " + can(c.properties)).join(", "));
  },
  watch() { my.notifyBLECharacteristicValueChange({ ...this.at("2A37"), state: true, ...this.ends("watch", () => "on") }); },
  read() { my.readBLECharacteristicValue({ ...this.at("2A37"), ...this.ends("read", (r) => r.characteristic.value) }); },
  set() { my.writeBLECharacteristicValue({ ...this.at("2a39"), value: "01FF", ...this.ends("set", () => "done") }); },
  close() { my.closeBluetoothAdapter(this.ends("close", () => "done")); },
});
`,
  );
}

test("a program finds the band that its person chooses, reads and sets it, and hears when it is lost", async ({
  person,
  world,
}) => {
  test.setTimeout(120_000);
  const dev = (await person("Dev", desk)).page;
  await signIn(world, dev, demo.developer);
  const { src, preview } = await workplace(world, dev, "Pulse diary");
  write(src);
  const p = (await (await person("Ann Example")).signUp()).page;
  const wrist = await band(p);
  const inChooser = await chooser(p);
  const inside = p.frameLocator("iframe.page:not([hidden])");
  const tap = (name: string) => inside.getByRole("button", { name, exact: true }).click();
  const says = (line: string, times = 1) => expect(inside.getByText(line, { exact: true })).toHaveCount(times);
  await p.goto(await preview());
  await says("can true");
  await says("open true");

  // The sheet comes first, then the browser's chooser: both can be declined.
  const sheet = p.getByRole("dialog", { name: /Pulse diary.* looks for a device/ });
  await tap("find");
  await expect(sheet.getByRole("button", { name: "Choose a device" })).toBeEnabled();
  await clean(p, "a program looks for a device");
  await sheet.getByRole("button", { name: "Do not allow" }).click();
  await says("find fails with 11");
  inChooser("close");
  await tap("find");
  await sheet.getByRole("button", { name: "Choose a device" }).click();
  await says("find fails with 11", 2);
  inChooser("choose");
  await tap("find");
  await sheet.getByRole("button", { name: "Choose a device" }).click();
  await says("found Pulse band");

  await tap("read");
  await says("read fails with 10006");
  await tap("connect");
  await says("connected");
  await tap("look");
  await says("2a37 read+notify, 2a39 write");
  await tap("watch");
  await says("watch on");
  await tap("read");
  await says("read 0048");
  await says("heard 0048");
  await tap("set");
  await says("set done");
  expect(wrist.asked).toEqual(["subscribe-to-notifications", "read", "write 01ff"]);

  await wrist.lost();
  await says("gone");
  await tap("connect");
  await says("connected", 2);
  await tap("close");
  await says("gone", 2);
  await tap("read");
  await says("read fails with 10000");
  await wrist.away();
});
