// Devices near the person. Numbers and shapes are those of the public documentation.
import { app, done } from "./common.ts";
import { async, event } from "./shape.ts";

const devices = { devices: "BluetoothDevice[]" };
const device = { deviceId: "string" };
const service = { ...device, serviceId: "string" };
const characteristic = { ...service, characteristicId: "string" };
const open = [10000] as const;
const known = [...open, 10002, 10011] as const;
const talks = [...known, 10004, 10006, 10012, 10015] as const;
const uses = [...talks, 10005, 10007, 10013] as const;

export const bluetooth = [
  async(
    "openBluetoothAdapter",
    "Begins; all the others fail with 10000 before. 12 where the browser has no Bluetooth, or it is off.",
    { "autoClose?": "boolean" },
    { ...done, isSupportBLE: "boolean" },
    { ...app, fails: [12] },
  ),
  async("closeBluetoothAdapter", "Ends all connections.", {}, done, app),
  async(
    "getBluetoothAdapterState",
    "Whether there is Bluetooth, and whether the person is choosing.",
    {},
    { available: "boolean", discovering: "boolean" },
    { ...app, fails: open },
  ),
  async(
    "startBluetoothDevicesDiscovery",
    "Has the person choose a device in the browser's chooser: one with any of the services, else any. It answers when they have; services that the program uses are named here.",
    { "services?": "string[]", "allowDuplicatesKey?": "boolean", "interval?": "number" },
    done,
    { ...app, touch: true, fails: [4, 11, ...open, 10001, 10008, 10012] },
  ),
  async("stopBluetoothDevicesDiscovery", "Answers: nothing looks on after the choice.", {}, done, {
    ...app,
    fails: open,
  }),
  async("getBluetoothDevices", "What the person chose since the program began, the last 8.", {}, devices, {
    ...app,
    fails: open,
  }),
  async("getConnectedBluetoothDevices", "Those of them that are connected.", {}, devices, { ...app, fails: open }),
  async(
    "connectBLEDevice",
    "Connects a device that was chosen, in 20 s or the time given, up to 60 s.",
    { ...device, "timeout?": "number" },
    done,
    { ...app, fails: [...known, 10003, 10015] },
  ),
  async("disconnectBLEDevice", "Ends a connection.", device, done, { ...app, fails: known }),
  async(
    "getBLEDeviceServices",
    "The services of a connected device that browsers give: standard ones, common ones, and those that were named.",
    device,
    { services: "{ serviceId: string; isPrimary: boolean }[]" },
    { ...app, fails: talks },
  ),
  async(
    "getBLEDeviceCharacteristics",
    "The characteristics of a service.",
    service,
    { characteristics: "BLECharacteristic[]" },
    { ...app, fails: [...talks, 10005] },
  ),
  async(
    "readBLECharacteristicValue",
    "Reads a value, which BLECharacteristicValueChange tells too.",
    characteristic,
    { characteristic: "{ serviceId: string; characteristicId: string; value: string }" },
    { ...app, fails: [...uses, 10018] },
  ),
  async(
    "writeBLECharacteristicValue",
    "Writes up to 512 bytes, as hexadecimal digits.",
    { ...characteristic, value: "string" },
    done,
    { ...app, fails: [...uses, 10014, 10017] },
  ),
  async(
    "notifyBLECharacteristicValueChange",
    "Begins to tell BLECharacteristicValueChange, or ends it where state is false.",
    { ...characteristic, "state?": "boolean", "descriptorId?": "string" },
    done,
    { ...app, fails: [...uses, 10008] },
  ),
  event("BluetoothDeviceFound", "The device that the person chose.", devices, app),
  event(
    "BluetoothAdapterStateChange",
    "Bluetooth came on or went off, or the person begins or ends to choose.",
    {
      available: "boolean",
      discovering: "boolean",
    },
    app,
  ),
  event(
    "BLECharacteristicValueChange",
    "A value that was read, or that the device tells.",
    {
      ...characteristic,
      value: "string",
    },
    app,
  ),
  event(
    "BLEConnectionStateChanged",
    "A device was connected, or its connection has ended.",
    {
      ...device,
      connected: "boolean",
    },
    app,
  ),
];
