// The objects that calls give and take.
import { file, system } from "./common.ts";
import type { Contract, Fields } from "./shape.ts";

const optionsAnd = (options: string, gives: string) => `Async<${options}, ${gives}>`;
const ok = "{ success: boolean }";
const at = "{ filePath: string }";

const heard = (names: string[]): Fields =>
  Object.fromEntries(
    names.flatMap((n) => [
      [`on${n}`, "(heard: (value: any) => void) => void"],
      [`off${n}`, "(heard?: (value: any) => void) => void"],
    ]),
  );

export const types: Contract["types"] = {
  BluetoothDevice: {
    deviceId: "string",
    name: "string",
    deviceName: "string",
    localName: "string",
    advertisData: "string",
    manufacturerData: "string",
  },
  BLECharacteristic: {
    serviceId: "string",
    characteristicId: "string",
    value: "string",
    properties: "{ read: boolean; write: boolean; notify: boolean; indicate: boolean }",
  },
  EventChannel: {
    on: "(name: string, heard: (...values: any[]) => void) => void",
    once: "(name: string, heard: (...values: any[]) => void) => void",
    off: "(name: string, heard?: (...values: any[]) => void) => void",
    emit: "(name: string, ...values: any[]) => void",
  },
  SelectorQuery: {
    select: "(selector: string) => SelectorQuery",
    selectAll: "(selector: string) => SelectorQuery",
    selectViewport: "() => SelectorQuery",
    in: "(component?: any) => SelectorQuery",
    boundingClientRect: "(heard?: (value: any) => void) => SelectorQuery",
    scrollOffset: "(heard?: (value: any) => void) => SelectorQuery",
    node: "(heard?: (value: any) => void) => SelectorQuery",
    fields: "(wanted: Record<string, boolean>, heard?: (value: any) => void) => SelectorQuery",
    context: "() => SelectorQuery",
    exec: "(heard?: (values: any[]) => void) => SelectorQuery",
  },
  IntersectionObserver: {
    relativeTo: "(selector: string, margins?: Record<string, number>) => IntersectionObserver",
    relativeToViewport: "(margins?: Record<string, number>) => IntersectionObserver",
    observe: "(selector: string, heard: (entry: any) => void) => void",
    disconnect: "() => void",
  },
  Level: { name: "string", "subList?": "Level[]" },
  SavedFile: file,
  FileSystemManager: {
    readFile: optionsAnd("{ filePath: string; encoding?: string }", "{ data: any }"),
    writeFile: optionsAnd("{ filePath: string; data: string | ArrayBuffer; encoding?: string }", ok),
    appendFile: optionsAnd("{ filePath: string; data: string | ArrayBuffer; encoding?: string }", ok),
    access: optionsAnd("{ path: string }", ok),
    stat: optionsAnd("{ path: string }", "{ stats: FileStats }"),
    unlink: optionsAnd(at, ok),
    copyFile: optionsAnd("{ srcPath: string; destPath: string }", ok),
    rename: optionsAnd("{ oldPath: string; newPath: string }", ok),
    readdir: optionsAnd("{ dirPath: string }", "{ files: string[] }"),
    mkdir: optionsAnd("{ dirPath: string; recursive?: boolean }", ok),
    rmdir: optionsAnd("{ dirPath: string; recursive?: boolean }", ok),
    saveFile:
      "Free<{ apFilePath?: string; tempFilePath?: string; filePath?: string }, { apFilePath: string; savedFilePath: string }>",
    getSavedFileInfo: "Free<{ apFilePath?: string; filePath?: string }, SavedFile>",
    getSavedFileList: "Free<{}, { fileList: SavedFile[] }>",
    removeSavedFile: "Free<{ apFilePath?: string; filePath?: string }, { success: boolean }>",
    readFileSync: "(filePath: string | { filePath: string; encoding?: string }, encoding?: string) => any",
    writeFileSync: "(filePath: string, data: string | ArrayBuffer, encoding?: string) => void",
    appendFileSync: "(filePath: string, data: string | ArrayBuffer, encoding?: string) => void",
    accessSync: "(path: string) => void",
    statSync: "(path: string) => FileStats",
    unlinkSync: "(filePath: string) => void",
    copyFileSync: "(srcPath: string, destPath: string) => void",
    renameSync: "(oldPath: string, newPath: string) => void",
    readdirSync: "(dirPath: string) => string[]",
    mkdirSync: "(dirPath: string, recursive?: boolean) => void",
    rmdirSync: "(dirPath: string, recursive?: boolean) => void",
  },
  FileStats: {
    size: "number",
    lastModifiedTime: "number",
    isFile: "() => boolean",
    isDirectory: "() => boolean",
  },
  RequestTask: { abort: "() => void" },
  SocketWish: {
    url: "string",
    "header?": "Record<string, string>",
    "headers?": "Record<string, string>",
    "protocols?": "string[]",
  },
  SocketTask: {
    "readonly CONNECTING": "number",
    "readonly OPEN": "number",
    "readonly CLOSING": "number",
    "readonly CLOSED": "number",
    "readonly readyState": "number",
    send: optionsAnd("{ data: string | ArrayBuffer }", ok),
    close: "(options?: { code?: number; reason?: string }) => Promise<{ success: boolean }>",
    ...heard(["Open", "Message", "Error", "Close"]),
  },
  Animation: { step: "(options?: object) => Animation", export: "() => object", "[move: string]": "any" },
  CanvasContext: { draw: "(keep?: any, then?: () => void) => void", "[call: string]": "any" },
  ElementContext: { "[call: string]": "(options?: any) => any" },
  Sound: {
    src: "string",
    startTime: "number",
    autoplay: "boolean",
    loop: "boolean",
    volume: "number",
    playbackRate: "number",
    "readonly currentTime": "number",
    "readonly duration": "number",
    "readonly paused": "boolean",
    play: "() => void",
    pause: "() => void",
    stop: "() => void",
    seek: "(seconds: number) => void",
    destroy: "() => void",
    "[event: `on${string}` | `off${string}`]": "(heard?: any) => void",
  },
  SystemInfo: system,
  Launch: { "path?": "string", "query?": "Record<string, string>", "[name: string]": "any" },
  UpdateManager: {
    onCheckForUpdate: "(heard: (value: { hasUpdate: boolean }) => void) => void",
    onUpdateReady: "(heard: (value: any) => void) => void",
    onUpdateFailed: "(heard: (value: any) => void) => void",
    applyUpdate: "() => void",
  },
  Env: { USER_DATA_PATH: "string", clientName: "string", clientEnv: "string", contractVersion: "string" },
};
