/** The longest side of a picture that is sent. */
const side = 1024;

/** A picture as a small JPEG in base64, for a phone line. */
export async function shrink(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const by = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * by);
  canvas.height = Math.round(bitmap.height * by);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.8, 0.6, 0.4, 0.2]) {
    const data = canvas.toDataURL("image/jpeg", quality).split(",")[1] ?? "";
    if (data.length < 200_000) return data;
  }
  throw new Error("the picture does not get small enough");
}
