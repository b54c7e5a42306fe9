// What a browser can do on a device: where it is, pictures of it, calls.
import { fail, failures, type Bridge } from "./api.ts";

const str = (v: unknown) => (v === undefined || v === null ? "" : String(v));
// A picture's longer side, as it travels in one message to the logic.
const side = 1280;

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

/** Pictures that the person chooses, as data addresses that pages can show and uploads send. */
async function pictures(count: number, camera: boolean): Promise<string[]> {
  const files = await new Promise<File[]>((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.multiple = count > 1;
    if (camera) input.setAttribute("capture", "environment");
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
  if (!files.length) throw failures.cancelled;
  return Promise.all(files.slice(0, count).map(shrunk));
}

async function shrunk(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw fail(12, "this is no picture");
  });
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL("image/jpeg", 0.85);
}

/** Lets the browser go to another app: the telephone, the mail. */
function hand(url: string) {
  const a = document.createElement("a");
  a.href = url;
  a.rel = "noopener";
  a.click();
}

export function deviceCalls(): Bridge {
  const wantsTouch = (trusted: boolean, name: string) => {
    if (!trusted) throw failures.refused(`${name} without a touch`);
  };
  return {
    chooseImage: async (o, trusted) => {
      wantsTouch(trusted, "chooseImage");
      const from = (o.sourceType ?? []) as unknown[];
      const paths = await pictures(
        Math.max(1, Math.min(9, Number(o.count) || 1)),
        from.length === 1 && from[0] === "camera",
      );
      return {
        apFilePaths: paths,
        tempFilePaths: paths,
        tempFiles: paths.map((path) => ({ path, size: path.length })),
      };
    },
    compressImage: (o) => ({ apFilePaths: ((o.apFilePaths ?? []) as unknown[]).map(str) }),
    saveImage: (o, trusted) => {
      wantsTouch(trusted, "saveImage");
      const a = document.createElement("a");
      a.href = str(o.url);
      a.download = "picture";
      if (!a.href.startsWith("data:image/")) throw fail(2, "url must be a picture that was downloaded or drawn");
      a.click();
      return { success: true };
    },
    makePhoneCall: (o, trusted) => {
      wantsTouch(trusted, "makePhoneCall");
      const number = str(o.number ?? o.phoneNumber).replace(/[^\d+*#-]/g, "");
      if (!number) throw fail(2, "number is missing");
      hand(`tel:${number}`);
      return { success: true };
    },
  };
}
