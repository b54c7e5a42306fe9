// What a browser can do on a device: where it is, pictures of it, calls.
import { fail, failures, tells, type Bridge, type Line } from "./api.ts";
import { file } from "./network.ts";
import { rsa } from "./rsa.ts";
import { vcard } from "./vcard.ts";

const str = (v: unknown) => (v === undefined || v === null ? "" : String(v));
// A picture's longer side, as it travels in one message to the logic.
const side = 1280;
const mostFile = 10 << 20;

/** Where the device is. Refused is 2001, as the dialect has it; no position is 12. */
export function position(): Promise<GeolocationCoordinates> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) return reject(fail(12, "this device knows no position") as never);
    navigator.geolocation.getCurrentPosition(
      (p) => resolve(p.coords),
      (e) => reject(fail(e.code === e.PERMISSION_DENIED ? 2001 : 12, e.message || "no position") as never),
      { enableHighAccuracy: true, timeout: 8_000, maximumAge: 60_000 },
    );
  });
}

/** Files that the person chooses. Fault: 11 where they choose none. */
async function choose(accept: string, count: number, camera: boolean): Promise<File[]> {
  const files = await new Promise<File[]>((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.multiple = count > 1;
    if (camera) input.setAttribute("capture", "environment");
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
  if (!files.length) throw failures.cancelled;
  return files.slice(0, count);
}

/** A file as a data address, which travels in one message. */
export function whole(f: Blob): Promise<string> {
  if (f.size > mostFile) throw fail(14, "the file is larger than 10 MB");
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(fail(12, "the file cannot be read") as never);
    reader.readAsDataURL(f);
  });
}

async function shrunk(file: Blob, longest = side, quality = 0.85): Promise<string> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw fail(12, "this is no picture");
  });
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL("image/jpeg", quality);
}

/** The longer side and the quality for each compressLevel; 3 leaves a picture as it is. */
const compression: Record<number, [longest: number, quality: number]> = {
  0: [640, 0.5],
  1: [960, 0.65],
  2: [side, 0.8],
  4: [side, 0.7],
};

/** Has the browser keep bytes as a file of that name. */
function keep(bytes: Blob, name: string) {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(bytes);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

/** Lets the browser go to another app: the telephone, the mail. */
function hand(url: string) {
  const a = document.createElement("a");
  a.href = url;
  a.rel = "noopener";
  a.click();
}

const shaken = 15; // m/s²

interface ContactsManager {
  select(of: string[]): Promise<{ name?: string[]; tel?: string[] }[]>;
}

/** What sensors say, in the units of the dialect: g, rad/s and degrees. */
const sensors = {
  accelerometerChange: {
    type: "devicemotion",
    read: ({ accelerationIncludingGravity: a }: DeviceMotionEvent) => ({
      x: (a?.x ?? 0) / 9.81,
      y: (a?.y ?? 0) / 9.81,
      z: (a?.z ?? 0) / 9.81,
    }),
  },
  gyroscopeChange: {
    type: "devicemotion",
    read: ({ rotationRate: r }: DeviceMotionEvent) => ({
      x: ((r?.beta ?? 0) * Math.PI) / 180,
      y: ((r?.gamma ?? 0) * Math.PI) / 180,
      z: ((r?.alpha ?? 0) * Math.PI) / 180,
    }),
  },
  compassChange: {
    type: "deviceorientation",
    read: ({ alpha }: DeviceOrientationEvent) => ({ direction: (360 - (alpha ?? 0)) % 360 }),
  },
} as const;

/** typed asks the person for a name and a number, where the browser knows no contacts. */
export function deviceCalls(typed: () => Promise<{ name: string; mobile: string } | null>): Bridge {
  const wantsTouch = (trusted: boolean, name: string) => {
    if (!trusted) throw failures.refused(`${name} without a touch`);
  };
  let awake: WakeLockSentinel | undefined;
  const save = (address: unknown, kind: string, trusted: boolean) => {
    wantsTouch(trusted, "saving a file");
    const blob = file(str(address));
    if (!blob.type.startsWith(`${kind}/`)) throw fail(2, "this is no file that was chosen, downloaded or drawn");
    keep(blob, blob.type.replace("/", ".").replace(/\+.*/, ""));
    return { success: true };
  };
  const contact = async (trusted: boolean) => {
    wantsTouch(trusted, "choosing a contact");
    const { contacts } = navigator as Navigator & { contacts?: ContactsManager };
    if (contacts) {
      const [c] = await contacts.select(["name", "tel"]);
      if (c) return { name: c.name?.[0] ?? "", mobile: c.tel?.[0] ?? "" };
    } else {
      const c = await typed();
      if (c) return c;
    }
    throw failures.cancelled;
  };
  const sensing = new Map<string, () => void>();
  const still = (name: string) => {
    sensing.get(name)?.();
    sensing.delete(name);
    return { success: true };
  };
  const sense = (program: Line, name: keyof typeof sensors) => {
    still(name);
    const { type, read } = sensors[name];
    const heard = (e: Event) => program.tell(name, read(e as never));
    addEventListener(type, heard);
    sensing.set(name, () => removeEventListener(type, heard));
    program.atEnd(() => still(name));
    return { success: true };
  };
  return {
    ...tells(...Object.keys(sensors)),
    chooseImage: async (o, trusted) => {
      wantsTouch(trusted, "chooseImage");
      const from = (o.sourceType ?? []) as unknown[];
      const camera = from.length === 1 && from[0] === "camera";
      const files = await choose("image/*", Math.max(1, Math.min(9, Number(o.count) || 1)), camera);
      const paths = await Promise.all(files.map((f) => shrunk(f)));
      return {
        apFilePaths: paths,
        tempFilePaths: paths,
        tempFiles: paths.map((path) => ({ path, size: path.length })),
      };
    },
    compressImage: async (o) => {
      const level = compression[Number(o.compressLevel ?? 4)];
      const paths = ((o.apFilePaths ?? []) as unknown[]).map(str);
      return { apFilePaths: level ? await Promise.all(paths.map((p) => shrunk(file(p), ...level))) : paths };
    },
    saveImage: (o, trusted) => save(o.url, "image", trusted),
    saveImageToPhotosAlbum: (o, trusted) => save(o.filePath, "image", trusted),
    saveVideoToPhotosAlbum: (o, trusted) => save(o.src ?? o.filePath, "video", trusted),
    openDocument: (o, trusted) => save(o.filePath, "application", trusted),
    chooseVideo: async (o, trusted) => {
      wantsTouch(trusted, "chooseVideo");
      const [f] = await choose("video/*", 1, o.camera !== undefined);
      const path = f ? await whole(f) : "";
      return { apFilePath: path, tempFilePath: path, size: f?.size ?? 0 };
    },
    chooseFileFromDisk: async (_, trusted) => {
      wantsTouch(trusted, "chooseFileFromDisk");
      const [f] = await choose("*/*", 1, false);
      return { apFilePath: f ? await whole(f) : "", fileName: f?.name ?? "" };
    },
    setKeepScreenOn: async (o) => {
      await awake?.release().catch(() => undefined);
      awake = o.keepScreenOn === true ? await navigator.wakeLock?.request("screen").catch(() => undefined) : undefined;
      return { success: true };
    },
    getBatteryInfo: async () => {
      const ask = (navigator as Navigator & { getBattery?: () => Promise<{ level: number; charging: boolean }> })
        .getBattery;
      const b = await ask?.call(navigator);
      if (!b) throw fail(3, "this browser does not tell");
      return { level: Math.round(b.level * 100), isCharging: b.charging };
    },
    addPhoneContact: (o, trusted) => {
      wantsTouch(trusted, "addPhoneContact");
      const card = vcard(o);
      keep(new Blob([card.text], { type: "text/vcard" }), `${card.name}.vcf`);
      return { success: true };
    },
    rsa: async (o) => ({ text: await rsa(str(o.action), str(o.text), str(o.key)) }),
    choosePhoneContact: (_, trusted) => contact(trusted),
    chooseContact: async (_, trusted) => {
      const c = await contact(trusted);
      return { ...c, contactsDicArray: [{ ...c, realName: c.name }] };
    },
    startAccelerometer: (_, __, program) => sense(program, "accelerometerChange"),
    stopAccelerometer: () => still("accelerometerChange"),
    startGyroscope: (_, __, program) => sense(program, "gyroscopeChange"),
    stopGyroscope: () => still("gyroscopeChange"),
    startCompass: (_, __, program) => sense(program, "compassChange"),
    stopCompass: () => still("compassChange"),
    watchShake: (_, __, program) =>
      new Promise((resolve) => {
        const heard = (e: DeviceMotionEvent) => {
          const a = e.acceleration;
          if (!a || Math.hypot(a.x ?? 0, a.y ?? 0, a.z ?? 0) < shaken) return;
          removeEventListener("devicemotion", heard);
          resolve({ success: true });
        };
        addEventListener("devicemotion", heard);
        program.atEnd(() => removeEventListener("devicemotion", heard));
      }),
    makePhoneCall: (o, trusted) => {
      wantsTouch(trusted, "makePhoneCall");
      const number = str(o.number ?? o.phoneNumber).replace(/[^\d+*#-]/g, "");
      if (!number) throw fail(2, "number is missing");
      hand(`tel:${number}`);
      return { success: true };
    },
  };
}
