import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

// The reader's code comes from our own server, and only when it is needed.
prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path) },
});

/** The text of the first code in a picture; empty where there is none. */
export async function readPicture(picture: Blob | ImageData): Promise<string> {
  const found = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
  return found.find((x) => x.isValid)?.text ?? "";
}
