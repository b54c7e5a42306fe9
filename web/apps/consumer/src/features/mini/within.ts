import { position } from "@livewell/mini";

/** The page of a partner that this one is shown in. */
export interface Within {
  origin: string;
  theme: string | null;
  language: string | null;
  provides: string[];
  say(what: "ready" | "closed" | "gone"): void;
  /** Asks the page for what it offered. */
  location(): Promise<{ latitude: number; longitude: number; accuracy: number }>;
}

type Told =
  | { livewell: "host"; theme: string | null; language: string | null; provides: string[] }
  | { livewell: "answer"; call: number; value: { latitude: number; longitude: number; accuracy?: number } | null };

const patience = 8_000;

/** Greets the page around, and gives it once it answered. Nobody: null. */
export function greet(): Promise<Within | null> {
  if (window.parent === window) return Promise.resolve(null);
  const waiting = new Map<number, (v: unknown) => void>();
  let calls = 0;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patience);
    addEventListener("message", (e: MessageEvent<Told | null>) => {
      if (e.source !== window.parent || !e.data) return;
      const m = e.data;
      if (m.livewell === "answer") {
        waiting.get(m.call)?.(m.value);
        waiting.delete(m.call);
      }
      if (m.livewell !== "host") return;
      clearTimeout(timer);
      const say = (what: object) => window.parent.postMessage(what, e.origin);
      resolve({
        origin: e.origin,
        theme: m.theme,
        language: m.language,
        provides: m.provides,
        say: (what) => say({ livewell: what }),
        async location() {
          if (!m.provides.includes("location")) return position();
          const call = ++calls;
          const value = await new Promise<unknown>((r) => {
            waiting.set(call, r);
            say({ livewell: "ask", call, name: "location" });
          });
          if (!value) return position();
          return { accuracy: 100, ...(value as { latitude: number; longitude: number }) };
        },
      });
    });
    window.parent.postMessage({ livewell: "hello" }, "*"); // it holds no secret
  });
}

/** Calls of programs for each capability that a host may lack. */
export const callsOf: Record<string, string[]> = {
  location: ["getLocation", "chooseLocation", "openLocation"],
  pay: ["tradePay", "paySignCenter", "livewell.order"],
  scan: ["scan"],
  camera: ["chooseImage", "chooseVideo", "saveImage", "saveImageToPhotosAlbum", "saveVideoToPhotosAlbum"],
  phone: ["makePhoneCall", "addPhoneContact", "getPhoneNumber"],
  clipboard: ["getClipboard", "setClipboard"],
  share: ["share"],
};

/** Calls that no partner's page has: browsers keep them from frames, or what they ask for is asked in the app alone. */
export const inApp = [
  ...["recorder", "chooseAlipayContact", "ocr"],
  ...["event.bluetoothDeviceFound", "event.bluetoothAdapterStateChange"],
  ...["event.bLECharacteristicValueChange", "event.bLEConnectionStateChanged"],
  ...["openBluetoothAdapter", "closeBluetoothAdapter", "getBluetoothAdapterState"],
  ...["startBluetoothDevicesDiscovery", "stopBluetoothDevicesDiscovery"],
  ...["getBluetoothDevices", "getConnectedBluetoothDevices", "connectBLEDevice", "disconnectBLEDevice"],
  ...["getBLEDeviceServices", "getBLEDeviceCharacteristics", "readBLECharacteristicValue"],
  ...["writeBLECharacteristicValue", "notifyBLECharacteristicValueChange"],
];
