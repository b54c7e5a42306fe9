import { useEffect, useRef, useState } from "react";

type Detector = { detect(v: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = { new (o: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

type Read = (v: HTMLVideoElement) => Promise<string>;

/** The browser's own reader where it has one for QR codes, else ours. */
async function reader(): Promise<Read> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (own && (await own.getSupportedFormats()).includes("qr_code")) {
    const d = new own({ formats: ["qr_code"] });
    return async (v) => (await d.detect(v))[0]?.rawValue ?? "";
  }
  const { readPicture } = await import("@livewell/scan");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (v) => {
    if (!pen || !v.videoWidth) return "";
    const scale = Math.min(1, 960 / Math.max(v.videoWidth, v.videoHeight));
    canvas.width = v.videoWidth * scale;
    canvas.height = v.videoHeight * scale;
    pen.drawImage(v, 0, 0, canvas.width, canvas.height);
    return readPicture(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}

/** Looks through the camera until it reads a code, then says so once. */
export function useCamera(onText: (text: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<"starting" | "on" | "off">("starting");
  const tell = useRef(onText);
  useEffect(() => {
    tell.current = onText;
  });
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (read: Read) => {
      if (over || !video.current) return;
      const text = await read(video.current).catch(() => "");
      if (over) return;
      if (text) {
        over = true;
        navigator.vibrate?.(60);
        tell.current(text);
        return;
      }
      timer = setTimeout(() => void look(read), 150);
    };
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        if (!over) setState("off"); // no camera, or the person said no: pictures and text go on
        return;
      }
      if (over || !video.current) return stop();
      video.current.srcObject = stream;
      setState("on");
      await video.current.play().catch(() => undefined);
      await look(await reader());
    };
    const stop = () => stream?.getTracks().forEach((x) => x.stop());
    void start();
    return () => {
      over = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return { video, state };
}
