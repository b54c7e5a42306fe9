// The contract of my.*, version 1.0. Generated: livewell mini init writes it into new programs.
declare namespace My {
  /**
   * Why a call failed.
   * 2: An argument is missing or wrong, or the platform refused.
   * 3: This host does not have the call.
   * 4: It is not allowed, or not without a touch.
   * 9: The program gave up.
   * 11: The person gave up; of the network: the domain is not listed.
   * 12: There is no such thing, or no network.
   * 13: It took too long.
   * 14: It is too large or cannot be read.
   * 60: Too often, or too many at once.
   * 2001: The person did not allow it.
   * 10000: openBluetoothAdapter comes first.
   * 10001: Bluetooth is off.
   * 10002: The person has not chosen this device.
   * 10003: The device could not be connected.
   * 10004: The device has no such service, or it was not named when the device was looked for.
   * 10005: The service has no such characteristic.
   * 10006: The device is not connected.
   * 10007: The characteristic cannot do this.
   * 10008: The browser or the device refused.
   * 10011: deviceId is missing.
   * 10012: serviceId is missing or no UUID.
   * 10013: characteristicId is missing or no UUID.
   * 10014: value is no text of hexadecimal digits, or too long.
   * 10015: The device took too long.
   * 10017: It could not be written.
   * 10018: It could not be read.
   */
  interface Failure {
    error: number;
    errorMessage: string;
  }
  interface Heard<R> {
    success?: (result: R) => void;
    fail?: (failure: Failure) => void;
    complete?: (result: R | Failure) => void;
  }
  interface Silent {
    success?: undefined;
    fail?: undefined;
    complete?: undefined;
  }
  /** Gives a promise where there is none of success, fail and complete. */
  type Async<O, R> = ((options: O & Silent) => Promise<R>) & ((options: O & Heard<R>) => void);
  type Free<O, R> = ((options?: O & Silent) => Promise<R>) & ((options: O & Heard<R>) => void);
  type With<O, R, T> = (options: O & Heard<R>) => Promise<R> & T;
  /** Names that nobody has are there too, and fail with 3. */
  interface Unknown {
    [name: string]: (...args: any[]) => Promise<never>;
  }

  interface BluetoothDevice {
    deviceId: string;
    name: string;
    deviceName: string;
    localName: string;
    advertisData: string;
    manufacturerData: string;
  }
  interface BLECharacteristic {
    serviceId: string;
    characteristicId: string;
    value: string;
    properties: { read: boolean; write: boolean; notify: boolean; indicate: boolean };
  }
  interface EventChannel {
    on: (name: string, heard: (...values: any[]) => void) => void;
    once: (name: string, heard: (...values: any[]) => void) => void;
    off: (name: string, heard?: (...values: any[]) => void) => void;
    emit: (name: string, ...values: any[]) => void;
  }
  interface SelectorQuery {
    select: (selector: string) => SelectorQuery;
    selectAll: (selector: string) => SelectorQuery;
    selectViewport: () => SelectorQuery;
    in: (component?: any) => SelectorQuery;
    boundingClientRect: (heard?: (value: any) => void) => SelectorQuery;
    scrollOffset: (heard?: (value: any) => void) => SelectorQuery;
    node: (heard?: (value: any) => void) => SelectorQuery;
    fields: (wanted: Record<string, boolean>, heard?: (value: any) => void) => SelectorQuery;
    context: () => SelectorQuery;
    exec: (heard?: (values: any[]) => void) => SelectorQuery;
  }
  interface IntersectionObserver {
    relativeTo: (selector: string, margins?: Record<string, number>) => IntersectionObserver;
    relativeToViewport: (margins?: Record<string, number>) => IntersectionObserver;
    observe: (selector: string, heard: (entry: any) => void) => void;
    disconnect: () => void;
  }
  interface Level {
    name: string;
    subList?: Level[];
  }
  interface SavedFile {
    apFilePath: string;
    size: number;
    createTime: number;
  }
  interface FileSystemManager {
    readFile: Async<{ filePath: string; encoding?: string }, { data: any }>;
    writeFile: Async<{ filePath: string; data: string | ArrayBuffer; encoding?: string }, { success: boolean }>;
    appendFile: Async<{ filePath: string; data: string | ArrayBuffer; encoding?: string }, { success: boolean }>;
    access: Async<{ path: string }, { success: boolean }>;
    stat: Async<{ path: string }, { stats: FileStats }>;
    unlink: Async<{ filePath: string }, { success: boolean }>;
    copyFile: Async<{ srcPath: string; destPath: string }, { success: boolean }>;
    rename: Async<{ oldPath: string; newPath: string }, { success: boolean }>;
    readdir: Async<{ dirPath: string }, { files: string[] }>;
    mkdir: Async<{ dirPath: string; recursive?: boolean }, { success: boolean }>;
    rmdir: Async<{ dirPath: string; recursive?: boolean }, { success: boolean }>;
    saveFile: Free<{ apFilePath?: string; tempFilePath?: string; filePath?: string }, { apFilePath: string; savedFilePath: string }>;
    getSavedFileInfo: Free<{ apFilePath?: string; filePath?: string }, SavedFile>;
    getSavedFileList: Free<{}, { fileList: SavedFile[] }>;
    removeSavedFile: Free<{ apFilePath?: string; filePath?: string }, { success: boolean }>;
    readFileSync: (filePath: string | { filePath: string; encoding?: string }, encoding?: string) => any;
    writeFileSync: (filePath: string, data: string | ArrayBuffer, encoding?: string) => void;
    appendFileSync: (filePath: string, data: string | ArrayBuffer, encoding?: string) => void;
    accessSync: (path: string) => void;
    statSync: (path: string) => FileStats;
    unlinkSync: (filePath: string) => void;
    copyFileSync: (srcPath: string, destPath: string) => void;
    renameSync: (oldPath: string, newPath: string) => void;
    readdirSync: (dirPath: string) => string[];
    mkdirSync: (dirPath: string, recursive?: boolean) => void;
    rmdirSync: (dirPath: string, recursive?: boolean) => void;
  }
  interface FileStats {
    size: number;
    lastModifiedTime: number;
    isFile: () => boolean;
    isDirectory: () => boolean;
  }
  interface RequestTask {
    abort: () => void;
  }
  interface SocketWish {
    url: string;
    header?: Record<string, string>;
    headers?: Record<string, string>;
    protocols?: string[];
  }
  interface SocketTask {
    readonly CONNECTING: number;
    readonly OPEN: number;
    readonly CLOSING: number;
    readonly CLOSED: number;
    readonly readyState: number;
    send: Async<{ data: string | ArrayBuffer }, { success: boolean }>;
    close: (options?: { code?: number; reason?: string }) => Promise<{ success: boolean }>;
    onOpen: (heard: (value: any) => void) => void;
    offOpen: (heard?: (value: any) => void) => void;
    onMessage: (heard: (value: any) => void) => void;
    offMessage: (heard?: (value: any) => void) => void;
    onError: (heard: (value: any) => void) => void;
    offError: (heard?: (value: any) => void) => void;
    onClose: (heard: (value: any) => void) => void;
    offClose: (heard?: (value: any) => void) => void;
  }
  interface Animation {
    config: Record<string, any>;
    step: (options?: object) => Animation;
    export: () => object;
    [move: string]: any;
  }
  interface CanvasContext {
    draw: (keep?: any, then?: () => void) => void;
    [call: string]: any;
  }
  interface ElementContext {
    [call: string]: (options?: any) => any;
  }
  interface Sound {
    src: string;
    startTime: number;
    autoplay: boolean;
    loop: boolean;
    volume: number;
    playbackRate: number;
    readonly currentTime: number;
    readonly duration: number;
    readonly paused: boolean;
    play: () => void;
    pause: () => void;
    stop: () => void;
    seek: (seconds: number) => void;
    destroy: () => void;
    [event: `on${string}` | `off${string}`]: (heard?: any) => void;
  }
  interface Recorder {
    start: (options?: { duration?: number }) => void;
    pause: () => void;
    resume: () => void;
    stop: () => void;
    [event: `on${string}` | `off${string}`]: (heard?: any) => void;
  }
  interface SystemInfo {
    windowWidth: number;
    windowHeight: number;
    screenWidth: number;
    screenHeight: number;
    pixelRatio: number;
    language: string;
    platform: string;
    [name: string]: any;
  }
  interface Launch {
    path?: string;
    query?: Record<string, string>;
    [name: string]: any;
  }
  interface UpdateManager {
    onCheckForUpdate: (heard: (value: { hasUpdate: boolean }) => void) => void;
    onUpdateReady: (heard: (value: any) => void) => void;
    onUpdateFailed: (heard: (value: any) => void) => void;
    applyUpdate: () => void;
  }
  interface Env {
    USER_DATA_PATH: string;
    clientName: string;
    clientEnv: string;
    contractVersion: string;
    clientVersion: string;
    platform: string;
    language: string;
  }

  interface Calls {
    /** Opens a page above this one. Since 1.0. */
    readonly navigateTo: Async<{ url: string; events?: Record<string, (value: any) => void> }, { success: boolean; eventChannel: EventChannel }>;
    /** Puts a page in the place of this one. Since 1.0. */
    readonly redirectTo: Async<{ url: string }, { success: boolean }>;
    /** Shows a page of the tab bar. Since 1.0. */
    readonly switchTab: Async<{ url: string }, { success: boolean }>;
    /** Closes all pages and opens one. Since 1.0. */
    readonly reLaunch: Async<{ url: string }, { success: boolean }>;
    /** Closes the page on top, or several. Since 1.0. */
    readonly navigateBack: Free<{ delta?: number }, { success: boolean }>;
    /** Scrolls the page to a place or to an element. Since 1.0. */
    readonly pageScrollTo: Free<{ scrollTop?: number; selector?: string; duration?: number }, { success: boolean }>;
    /** Shows the page as if it was pulled down. Since 1.0. */
    readonly startPullDownRefresh: Free<{}, { success: boolean }>;
    /** Ends what pulling down began. Since 1.0. */
    readonly stopPullDownRefresh: Free<{}, { success: boolean }>;
    /** The field that is being written in is left, and the keyboard goes. Since 1.0. */
    readonly hideKeyboard: Free<{}, {}>;
    /** Asks where elements are and how large. Since 1.0. */
    readonly createSelectorQuery: () => SelectorQuery;
    /** Tells when elements come into sight. Since 1.0. */
    readonly createIntersectionObserver: (options?: { thresholds?: number[]; selectAll?: boolean }) => IntersectionObserver;
    /** Changes the title and the colours of the bar above. Since 1.0. */
    readonly setNavigationBar: Free<{ title?: string; backgroundColor?: string; frontColor?: string; reset?: boolean }, { success: boolean }>;
    /** Changes the colours of the bar above. Since 1.0. */
    readonly setNavigationBarColor: Free<{ backgroundColor?: string; frontColor?: string }, { success: boolean }>;
    /** The bar above is as the page's settings have it. Since 1.0. */
    readonly resetNavigationBar: Free<{}, { success: boolean }>;
    /** Shows in the bar above that something goes on. Since 1.0. */
    readonly showNavigationBarLoading: Free<{}, { success: boolean }>;
    /** Ends showing that. Since 1.0. */
    readonly hideNavigationBarLoading: Free<{}, { success: boolean }>;
    /** The colour of the bar above, as #rrggbb. Since 1.0. */
    readonly getTitleColor: Free<{}, { color: string }>;
    /** Where the host's buttons are in the bar above. Since 1.0. */
    readonly getMenuButtonBoundingClientRect: () => { width: number; height: number; top: number; right: number; bottom: number; left: number };
    /** Shows the tab bar again. Since 1.0. */
    readonly showTabBar: Free<{}, { success: boolean }>;
    /** Hides the tab bar. Since 1.0. */
    readonly hideTabBar: Free<{}, { success: boolean }>;
    /** Writes a few letters on a tab. Since 1.0. */
    readonly setTabBarBadge: Async<{ index: number; text: string }, { success: boolean }>;
    /** Takes them away. Since 1.0. */
    readonly removeTabBarBadge: Async<{ index: number }, { success: boolean }>;
    /** Puts a dot on a tab. Since 1.0. */
    readonly showTabBarRedDot: Async<{ index: number }, { success: boolean }>;
    /** Takes it away. Since 1.0. */
    readonly hideTabBarRedDot: Async<{ index: number }, { success: boolean }>;
    /** Gives a tab other words or other pictures. Since 1.0. */
    readonly setTabBarItem: Async<{ index: number; text?: string; iconPath?: string; selectedIconPath?: string }, { success: boolean }>;
    /** Gives the tab bar other colours; borderStyle is black or white. Since 1.0. */
    readonly setTabBarStyle: Free<{ color?: string; selectedColor?: string; backgroundColor?: string; borderStyle?: string }, { success: boolean }>;
    /** The colour behind the page, where the page paints nothing. Since 1.0. */
    readonly setBackgroundColor: Async<{ backgroundColor: string }, { success: boolean }>;
    /** Has no effect here. Since 1.0. */
    readonly setBackgroundTextStyle: Free<{}, {}>;
    /** Whether the page can be pulled down. Since 1.0. */
    readonly setCanPullDown: Async<{ canPullDown: boolean }, {}>;
    /** A button in the bar above, which the page's onOptionMenuClick hears; redDot of 0 or more puts a dot on it. Since 1.0. */
    readonly setOptionMenu: Free<{ title?: string; icon?: string; redDot?: number | string }, { success: boolean }>;
    /** Answers: setOptionMenu shows it. Since 1.0. */
    readonly showOptionMenu: Free<{}, { success: boolean }>;
    /** Takes that button away. Since 1.0. */
    readonly hideOptionMenu: Free<{}, { success: boolean }>;
    /** Takes the button that shares away from the bar above. Since 1.0. */
    readonly hideShareMenu: Free<{}, { success: boolean }>;
    /** Takes the button to the first page away. Since 1.0. */
    readonly hideBackHome: Free<{}, { success: boolean }>;
    /** Has no effect here: there is no such menu. Since 1.0. */
    readonly hideFavoriteMenu: Free<{}, {}>;
    /** Has no effect here: there is no such menu. Since 1.0. */
    readonly hideAddToDesktopMenu: Free<{}, {}>;
    /** Tells the person something, with one button. Since 1.0. */
    readonly alert: Free<{ title?: string; content?: string; buttonText?: string }, { success: boolean }>;
    /** Asks the person yes or no. Since 1.0. */
    readonly confirm: Free<{ title?: string; content?: string; confirmButtonText?: string; cancelButtonText?: string }, { confirm: boolean; cancel: boolean }>;
    /** confirm by other names; showCancel: false leaves one button. Since 1.0. */
    readonly showModal: Free<{ title?: string; content?: string; confirmText?: string; cancelText?: string; showCancel?: boolean }, { confirm: boolean; cancel: boolean }>;
    /** Asks the person for a line of text. Since 1.0. */
    readonly prompt: Free<{ title?: string; message?: string; placeholder?: string; okButtonText?: string; cancelButtonText?: string }, { ok: boolean; inputValue: string }>;
    /** Shows a line for a while, in milliseconds, at most 10,000. Since 1.0. */
    readonly showToast: Free<{ content?: string; title?: string; type?: string; duration?: number }, { success: boolean }>;
    /** Takes it away. Since 1.0. */
    readonly hideToast: Free<{}, { success: boolean }>;
    /** Shows that something goes on, until hideLoading. Since 1.0. */
    readonly showLoading: Free<{ content?: string; title?: string }, { success: boolean }>;
    /** Ends showing that. Since 1.0. */
    readonly hideLoading: Free<{}, { success: boolean }>;
    /** Has the person choose one line; -1 is none. Since 1.0. */
    readonly showActionSheet: Free<{ items?: string[]; itemList?: string[]; title?: string; cancelButtonText?: string }, { index: number }>;
    /** Has the person choose one of a list. Since 1.0. */
    readonly optionsSelect: Async<{ optionsOne: string[]; title?: string }, { selectedOneIndex?: number; selectedOneOption?: string }>;
    /** Has the person choose level by level. Since 1.0. */
    readonly multiLevelSelect: Async<{ list: Level[]; title?: string }, { success: boolean; result?: { name: string }[] }>;
    /** Has the person choose a date, a time or a month. Fails with 11. Since 1.0. */
    readonly datePicker: Free<{ format?: string; currentDate?: string; startDate?: string; endDate?: string }, { date: string }>;
    /** Shows pictures one after the other. Since 1.0. */
    readonly previewImage: Async<{ urls: string[]; current?: number | string }, { success: boolean }>;
    /** Reads what was kept under a key; null where nothing was. Since 1.0. */
    readonly getStorage: Async<{ key: string }, { data: any; success: boolean }>;
    /** Keeps a value under a key: 10 MB for a person and a program. Fails with 14. Since 1.0. */
    readonly setStorage: Async<{ key: string; data: unknown }, { success: boolean }>;
    /** Forgets a key. Since 1.0. */
    readonly removeStorage: Async<{ key: string }, { success: boolean }>;
    /** Forgets all keys; files stay. Since 1.0. */
    readonly clearStorage: Free<{}, { success: boolean }>;
    /** Which keys there are, and how many kB of how many. Since 1.0. */
    readonly getStorageInfo: Free<{}, { keys: string[]; currentSize: number; limitSize: number; success: boolean }>;
    /** getStorage at once; failures are thrown. Since 1.0. */
    readonly getStorageSync: (key: string | { key: string }) => { data: any; success: boolean };
    /** setStorage at once: with an object, or with key and value. Fails with 14. Since 1.0. */
    readonly setStorageSync: (key: string | { key: string; data: unknown }, data?: unknown) => { success: boolean };
    /** removeStorage at once. Since 1.0. */
    readonly removeStorageSync: (key: string | { key: string }) => { success: boolean };
    /** clearStorage at once. Since 1.0. */
    readonly clearStorageSync: () => { success: boolean };
    /** getStorageInfo at once. Since 1.0. */
    readonly getStorageInfoSync: () => { keys: string[]; currentSize: number; limitSize: number; success: boolean };
    /** Keeps a file that was chosen, drawn or downloaded. Fails with 12, 14. Since 1.0. */
    readonly saveFile: Free<{ apFilePath?: string; tempFilePath?: string; filePath?: string }, { apFilePath: string; savedFilePath: string }>;
    /** Size and time, in seconds, of a kept file. Fails with 12. Since 1.0. */
    readonly getSavedFileInfo: Free<{ apFilePath?: string; filePath?: string }, { apFilePath: string; size: number; createTime: number }>;
    /** All files that saveFile kept. Since 1.0. */
    readonly getSavedFileList: Free<{}, { fileList: SavedFile[] }>;
    /** Forgets a kept file. Fails with 12. Since 1.0. */
    readonly removeSavedFile: Free<{ apFilePath?: string; filePath?: string }, { success: boolean }>;
    /** Size of a file, and its digest where digestAlgorithm is sha1. Fails with 12. Since 1.0. */
    readonly getFileInfo: Free<{ apFilePath?: string; filePath?: string; digestAlgorithm?: string }, { size: number; digest?: string }>;
    /** Reads and writes files within my.env.USER_DATA_PATH. Since 1.0. */
    readonly getFileSystemManager: () => FileSystemManager;
    /** Writes bytes as text. Since 1.0. */
    readonly arrayBufferToBase64: (data: ArrayBuffer) => string;
    /** Reads bytes from text. Since 1.0. */
    readonly base64ToArrayBuffer: (text: string) => ArrayBuffer;
    /** Asks a server of a domain that the developer listed; data is sent as JSON. Not in every host: ask my.canIUse. Fails with 4, 9, 11, 12, 13, 14, 60. Since 1.0. */
    readonly request: With<{ url: string; method?: string; data?: object | string | ArrayBuffer; headers?: Record<string, string>; header?: Record<string, string>; dataType?: string; responseType?: string; timeout?: number }, { status: number; statusCode: number; headers: Record<string, string>; header: Record<string, string>; data: any }, RequestTask>;
    /** request of before: data is sent as a form. Not in every host: ask my.canIUse. Fails with 4, 9, 11, 12, 13, 14, 60. Since 1.0. */
    readonly httpRequest: With<{ url: string; method?: string; data?: object | string | ArrayBuffer; headers?: Record<string, string>; header?: Record<string, string>; dataType?: string; responseType?: string; timeout?: number }, { status: number; statusCode: number; headers: Record<string, string>; header: Record<string, string>; data: any }, RequestTask>;
    /** Sends a file as a form to a server of the developer's. Not in every host: ask my.canIUse. Fails with 4, 11, 12, 13, 60. Since 1.0. */
    readonly uploadFile: Async<{ url: string; filePath: string; fileName?: string; name?: string; formData?: Record<string, unknown>; headers?: Record<string, string>; header?: Record<string, string>; timeout?: number }, { statusCode: string; data: string; header: Record<string, string> }>;
    /** Fetches a file of a domain that the developer listed. Not in every host: ask my.canIUse. Fails with 4, 11, 12, 13, 60. Since 1.0. */
    readonly downloadFile: Async<{ url: string; headers?: Record<string, string>; header?: Record<string, string>; timeout?: number }, { apFilePath: string; tempFilePath: string }>;
    /** Opens a line to a server of the developer's; multiple: true gives a task for each. Not in every host: ask my.canIUse. Fails with 4, 11, 12, 13, 60. Since 1.0. */
    readonly connectSocket: ((options: SocketWish & { multiple: true } & Heard<{ success: boolean }>) => SocketTask) & ((options: SocketWish & { multiple?: false } & Silent) => Promise<{ success: boolean }>) & ((options: SocketWish & { multiple?: false } & Heard<{ success: boolean }>) => SocketTask);
    /** Sends over the line that is not one of multiple. Not in every host: ask my.canIUse. Fails with 12, 60. Since 1.0. */
    readonly sendSocketMessage: Async<{ data: string | ArrayBuffer }, { success: boolean }>;
    /** Closes that line. Not in every host: ask my.canIUse. Fails with 12. Since 1.0. */
    readonly closeSocket: Free<{ code?: number; reason?: string }, { success: boolean }>;
    /** That line is open. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onSocketOpen: (heard: (value: { header: Record<string, string> }) => void) => void;
    /** That line is open. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offSocketOpen: (heard?: (value: any) => void) => void;
    /** Something came over it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onSocketMessage: (heard: (value: { data: string | ArrayBuffer; isBuffer: boolean }) => void) => void;
    /** Something came over it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offSocketMessage: (heard?: (value: any) => void) => void;
    /** It failed. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onSocketError: (heard: (value: { errorMessage: string }) => void) => void;
    /** It failed. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offSocketError: (heard?: (value: any) => void) => void;
    /** It is closed. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onSocketClose: (heard: (value: { code?: number; reason?: string }) => void) => void;
    /** It is closed. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offSocketClose: (heard?: (value: any) => void) => void;
    /** Whether the device is on line. Since 1.0. */
    readonly getNetworkType: Free<{}, { networkType: string; networkAvailable: boolean }>;
    /** Gathers the steps of an animation. Since 1.0. */
    readonly createAnimation: (usual?: { duration?: number; delay?: number; timeFunction?: string; transformOrigin?: string }) => Animation;
    /** Draws on a canvas by its id; draw() shows it. Since 1.0. */
    readonly createCanvasContext: (id: string) => CanvasContext;
    /** The canvas of the page with that id. Since 1.0. */
    readonly createCanvas: Async<{ id: string }, { getContext: (kind: string) => any; width: number; height: number }>;
    /** A canvas that is not shown. Since 1.0. */
    readonly createOffscreenCanvas: (size: number | { width: number; height: number }, height?: number) => any;
    /** The picture of a canvas as a file. Since 1.0. */
    readonly canvasToTempFilePath: Free<{ canvasId?: string; canvas?: object; fileType?: string; quality?: number }, { apFilePath: string; tempFilePath: string }>;
    /** Calls of a map by its id. Since 1.0. */
    readonly createMapContext: (id: string) => ElementContext;
    /** Calls of a video by its id. Since 1.0. */
    readonly createVideoContext: (id: string) => ElementContext;
    /** Calls of a web-view by its id. Since 1.0. */
    readonly createWebViewContext: (id: string) => ElementContext;
    /** Calls of a live player by its id. Since 1.0. */
    readonly createLivePlayerContext: (id: string) => ElementContext;
    /** Calls of a camera by its id. Since 1.0. */
    readonly createCameraContext: (id: string) => ElementContext;
    /** A sound of the package or of the developer's server; 8 at once. Not in every host: ask my.canIUse. Since 1.0. */
    readonly createInnerAudioContext: () => Sound;
    /** The one sound of the program, the same at each call. Not in every host: ask my.canIUse. Since 1.0. */
    readonly getBackgroundAudioManager: () => Sound;
    /** Records sound: up to 10 minutes and 10 MB, after a touch and where the person allows it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly getRecorderManager: () => Recorder;
    /** Screen, language and colours of the host. Since 1.0. */
    readonly getSystemInfo: Free<{}, { windowWidth: number; windowHeight: number; screenWidth: number; screenHeight: number; pixelRatio: number; language: string; platform: string; [name: string]: any }>;
    /** getSystemInfo at once. Since 1.0. */
    readonly getSystemInfoSync: () => SystemInfo;
    /** The same. Since 1.0. */
    readonly getSystemSetting: () => SystemInfo;
    /** The same. Since 1.0. */
    readonly getAppBaseInfo: () => SystemInfo;
    /** The same. Since 1.0. */
    readonly getDeviceInfo: () => SystemInfo;
    /** The same. Since 1.0. */
    readonly getWindowInfo: () => SystemInfo;
    /** A full battery: what it is takes getBatteryInfo. Since 1.0. */
    readonly getBatteryInfoSync: () => { level: number; isCharging: boolean };
    /** How full the battery is, in per cent. Not in every host: ask my.canIUse. Since 1.0. */
    readonly getBatteryInfo: Free<{}, { level: number; isCharging: boolean }>;
    /** The time in milliseconds. Since 1.0. */
    readonly getServerTime: Free<{}, { time: number }>;
    /** What was copied last; nothing where the browser does not tell. Since 1.0. */
    readonly getClipboard: Free<{}, { text: string }>;
    /** Copies a text. Since 1.0. */
    readonly setClipboard: Async<{ text: string }, { success: boolean }>;
    /** setClipboard by another name. Since 1.0. */
    readonly setClipboardData: Async<{ data: string }, { success: boolean }>;
    /** Shakes the device. Since 1.0. */
    readonly vibrate: Free<{}, { success: boolean }>;
    /** Shakes it a little. Since 1.0. */
    readonly vibrateShort: Free<{}, { success: boolean }>;
    /** Shakes it more. Since 1.0. */
    readonly vibrateLong: Free<{}, { success: boolean }>;
    /** How bright the program is shown, from 0 to 1. Since 1.0. */
    readonly getScreenBrightness: Free<{}, { brightness: number }>;
    /** Shows the program darker than the screen is; 1 is as it is. Since 1.0. */
    readonly setScreenBrightness: Async<{ brightness: number }, { success: boolean }>;
    /** Keeps the screen lit. Not in every host: ask my.canIUse. Since 1.0. */
    readonly setKeepScreenOn: Async<{ keepScreenOn: boolean }, { success: boolean }>;
    /** How large a picture is. Fails with 12. Since 1.0. */
    readonly getImageInfo: Async<{ src: string }, { width: number; height: number; path: string }>;
    /** Has the person choose up to 9 pictures, or take one where sourceType is camera alone. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11, 12. Since 1.0. */
    readonly chooseImage: Free<{ count?: number; sourceType?: string[] }, { apFilePaths: string[]; tempFilePaths: string[]; tempFiles: { path: string; size: number }[] }>;
    /** Has the person choose a video of up to 10 MB. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11, 12, 14. Since 1.0. */
    readonly chooseVideo: Free<{ camera?: string }, { apFilePath: string; tempFilePath: string; size: number }>;
    /** Has the person choose a file of up to 10 MB. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11, 12, 14. Since 1.0. */
    readonly chooseFileFromDisk: Free<{}, { apFilePath: string; fileName: string }>;
    /** Makes pictures smaller: compressLevel is 0 for the smallest, 3 leaves them, 4 is usual. Not in every host: ask my.canIUse. Fails with 12. Since 1.0. */
    readonly compressImage: Async<{ apFilePaths: string[]; compressLevel?: number }, { apFilePaths: string[] }>;
    /** Reads a picture, where my.canIUse says so: ocr_general into lines, ocr_idcard, ocr_bank_card and ocr_vehicle_plate into JSON at result.outputs[0].outputValue.dataValue. What was not read for sure is not there. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 12, 14. Since 1.0. */
    readonly ocr: Async<{ ocrType: "ocr_general" | "ocr_idcard" | "ocr_bank_card" | "ocr_vehicle_plate"; path?: string; imageBase64?: string; side?: "face" | "back" }, { ocrType: string; result: { text?: string[]; outputs?: { outputValue: { dataValue: string } }[] } }>;
    /** Gives the person a picture to keep. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 12. Since 1.0. */
    readonly saveImage: Async<{ url: string }, { success: boolean }>;
    /** The same. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 12. Since 1.0. */
    readonly saveImageToPhotosAlbum: Async<{ filePath: string }, { success: boolean }>;
    /** Gives the person a video to keep. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 12. Since 1.0. */
    readonly saveVideoToPhotosAlbum: Free<{ src?: string; filePath?: string }, { success: boolean }>;
    /** Gives the person a document. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 12. Since 1.0. */
    readonly openDocument: Async<{ filePath: string }, { success: boolean }>;
    /** Has the person choose somebody they know, or write who it is where the browser knows no contacts. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly choosePhoneContact: Free<{}, { name: string; mobile: string }>;
    /** The same. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly chooseContact: Free<{}, { name: string; mobile: string; contactsDicArray: { name: string; mobile: string; realName: string }[] }>;
    /** Gives the person a card of somebody, which their phone takes among its contacts. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly addPhoneContact: Async<{ firstName?: string; middleName?: string; lastName?: string; nickName?: string; mobilePhoneNumber?: string; email?: string; organization?: string; remark?: string; [name: string]: any }, { success: boolean }>;
    /** Tells the person how they allow something; shown is false where it is allowed. Since 1.0. */
    readonly showAuthGuide: Async<{ authType: "LBS" | "LBSSERVICE" | "NOTIFICATION" | "CAMERA" | "MICROPHONE" | "PHOTO" | "ADDRESSBOOK" | "BLUETOOTH" }, { shown: boolean }>;
    /** Encrypts a short text with a public key, or decrypts one with a private key; keys in base64. Not in every host: ask my.canIUse. Since 1.0. */
    readonly rsa: Async<{ action: "encrypt" | "decrypt"; text: string; key: string }, { text: string }>;
    /** Opens the telephone with a number. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly makePhoneCall: Free<{ number?: string; phoneNumber?: string }, { success: boolean }>;
    /** The network has come or gone. Since 1.0. */
    readonly onNetworkStatusChange: (heard: (value: { isConnected: boolean; networkAvailable: boolean; networkType: string }) => void) => void;
    /** The network has come or gone. Since 1.0. */
    readonly offNetworkStatusChange: (heard?: (value: any) => void) => void;
    /** A picture of the screen was taken with the key of a keyboard; no phone tells a page. Since 1.0. */
    readonly onUserCaptureScreen: (heard: (value: {}) => void) => void;
    /** A picture of the screen was taken with the key of a keyboard; no phone tells a page. Since 1.0. */
    readonly offUserCaptureScreen: (heard?: (value: any) => void) => void;
    /** There is little memory left, where the browser tells: 10 is little, 15 almost none. Since 1.0. */
    readonly onMemoryWarning: (heard: (value: { level: number }) => void) => void;
    /** There is little memory left, where the browser tells: 10 is little, 15 almost none. Since 1.0. */
    readonly offMemoryWarning: (heard?: (value: any) => void) => void;
    /** Begins to tell AccelerometerChange. Not in every host: ask my.canIUse. Since 1.0. */
    readonly startAccelerometer: Free<{}, { success: boolean }>;
    /** Ends it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly stopAccelerometer: Free<{}, { success: boolean }>;
    /** How the device is moved, in g. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onAccelerometerChange: (heard: (value: { x: number; y: number; z: number }) => void) => void;
    /** How the device is moved, in g. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offAccelerometerChange: (heard?: (value: any) => void) => void;
    /** Begins to tell GyroscopeChange. Not in every host: ask my.canIUse. Since 1.0. */
    readonly startGyroscope: Free<{}, { success: boolean }>;
    /** Ends it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly stopGyroscope: Free<{}, { success: boolean }>;
    /** How the device is turned, in radians a second. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onGyroscopeChange: (heard: (value: { x: number; y: number; z: number }) => void) => void;
    /** How the device is turned, in radians a second. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offGyroscopeChange: (heard?: (value: any) => void) => void;
    /** Begins to tell CompassChange. Not in every host: ask my.canIUse. Since 1.0. */
    readonly startCompass: Free<{}, { success: boolean }>;
    /** Ends it. Not in every host: ask my.canIUse. Since 1.0. */
    readonly stopCompass: Free<{}, { success: boolean }>;
    /** Where the device points, in degrees. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onCompassChange: (heard: (value: { direction: number }) => void) => void;
    /** Where the device points, in degrees. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offCompassChange: (heard?: (value: any) => void) => void;
    /** Answers when the device is shaken. Not in every host: ask my.canIUse. Since 1.0. */
    readonly watchShake: Free<{}, { success: boolean }>;
    /** Begins; all the others fail with 10000 before. 12 where the browser has no Bluetooth, or it is off. Not in every host: ask my.canIUse. Fails with 12. Since 1.0. */
    readonly openBluetoothAdapter: Free<{ autoClose?: boolean }, { success: boolean; isSupportBLE: boolean }>;
    /** Ends all connections. Not in every host: ask my.canIUse. Since 1.0. */
    readonly closeBluetoothAdapter: Free<{}, { success: boolean }>;
    /** Whether there is Bluetooth, and whether the person is choosing. Not in every host: ask my.canIUse. Fails with 10000. Since 1.0. */
    readonly getBluetoothAdapterState: Free<{}, { available: boolean; discovering: boolean }>;
    /** Has the person choose a device in the browser's chooser: one with any of the services, else any. It answers when they have; services that the program uses are named here. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11, 10000, 10001, 10008, 10012. Since 1.0. */
    readonly startBluetoothDevicesDiscovery: Free<{ services?: string[]; allowDuplicatesKey?: boolean; interval?: number }, { success: boolean }>;
    /** Answers: nothing looks on after the choice. Not in every host: ask my.canIUse. Fails with 10000. Since 1.0. */
    readonly stopBluetoothDevicesDiscovery: Free<{}, { success: boolean }>;
    /** What the person chose since the program began, the last 8. Not in every host: ask my.canIUse. Fails with 10000. Since 1.0. */
    readonly getBluetoothDevices: Free<{}, { devices: BluetoothDevice[] }>;
    /** Those of them that are connected. Not in every host: ask my.canIUse. Fails with 10000. Since 1.0. */
    readonly getConnectedBluetoothDevices: Free<{}, { devices: BluetoothDevice[] }>;
    /** Connects a device that was chosen, in 20 s or the time given, up to 60 s. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10003, 10011, 10015. Since 1.0. */
    readonly connectBLEDevice: Async<{ deviceId: string; timeout?: number }, { success: boolean }>;
    /** Ends a connection. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10011. Since 1.0. */
    readonly disconnectBLEDevice: Async<{ deviceId: string }, { success: boolean }>;
    /** The services of a connected device that browsers give: standard ones, common ones, and those that were named. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10004, 10006, 10011, 10012, 10015. Since 1.0. */
    readonly getBLEDeviceServices: Async<{ deviceId: string }, { services: { serviceId: string; isPrimary: boolean }[] }>;
    /** The characteristics of a service. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10004, 10005, 10006, 10011, 10012, 10015. Since 1.0. */
    readonly getBLEDeviceCharacteristics: Async<{ deviceId: string; serviceId: string }, { characteristics: BLECharacteristic[] }>;
    /** Reads a value, which BLECharacteristicValueChange tells too. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10004, 10005, 10006, 10007, 10011, 10012, 10013, 10015, 10018. Since 1.0. */
    readonly readBLECharacteristicValue: Async<{ deviceId: string; serviceId: string; characteristicId: string }, { characteristic: { serviceId: string; characteristicId: string; value: string } }>;
    /** Writes up to 512 bytes, as hexadecimal digits. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10004, 10005, 10006, 10007, 10011, 10012, 10013, 10014, 10015, 10017. Since 1.0. */
    readonly writeBLECharacteristicValue: Async<{ deviceId: string; serviceId: string; characteristicId: string; value: string }, { success: boolean }>;
    /** Begins to tell BLECharacteristicValueChange, or ends it where state is false. Not in every host: ask my.canIUse. Fails with 10000, 10002, 10004, 10005, 10006, 10007, 10008, 10011, 10012, 10013, 10015. Since 1.0. */
    readonly notifyBLECharacteristicValueChange: Async<{ deviceId: string; serviceId: string; characteristicId: string; state?: boolean; descriptorId?: string }, { success: boolean }>;
    /** The device that the person chose. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onBluetoothDeviceFound: (heard: (value: { devices: BluetoothDevice[] }) => void) => void;
    /** The device that the person chose. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offBluetoothDeviceFound: (heard?: (value: any) => void) => void;
    /** Bluetooth came on or went off, or the person begins or ends to choose. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onBluetoothAdapterStateChange: (heard: (value: { available: boolean; discovering: boolean }) => void) => void;
    /** Bluetooth came on or went off, or the person begins or ends to choose. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offBluetoothAdapterStateChange: (heard?: (value: any) => void) => void;
    /** A value that was read, or that the device tells. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onBLECharacteristicValueChange: (heard: (value: { deviceId: string; serviceId: string; characteristicId: string; value: string }) => void) => void;
    /** A value that was read, or that the device tells. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offBLECharacteristicValueChange: (heard?: (value: any) => void) => void;
    /** A device was connected, or its connection has ended. Not in every host: ask my.canIUse. Since 1.0. */
    readonly onBLEConnectionStateChanged: (heard: (value: { deviceId: string; connected: boolean }) => void) => void;
    /** A device was connected, or its connection has ended. Not in every host: ask my.canIUse. Since 1.0. */
    readonly offBLEConnectionStateChanged: (heard?: (value: any) => void) => void;
    /** A code with which the developer's server asks who the person is. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly getAuthCode: Free<{ scopes?: string | string[] }, { authCode: string; authcode: string; authSuccessScopes: string[]; authErrorScopes: Record<string, string> }>;
    /** The person's name, where they allow it. Not in every host: ask my.canIUse. Fails with 4, 2001. Since 1.0. */
    readonly getAuthUserInfo: Free<{}, { nickName: string; avatar: string }>;
    /** The same as text. Not in every host: ask my.canIUse. Fails with 4, 2001. Since 1.0. */
    readonly getOpenUserInfo: Free<{}, { response: string }>;
    /** The person's number, encrypted for the developer's server. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 2001. Since 1.0. */
    readonly getPhoneNumber: Free<{}, { response: string }>;
    /** Which of the words that the operator listed are in a text: keyword is all of them, 0 advertising, 1 politics, 2 pornography and 3 abuse. A score is 100 or 0. Not in every host: ask my.canIUse. Since 1.0. */
    readonly textRiskIdentification: Async<{ content: string; type: string[] }, { result: { type: string; hitKeywords: string[]; score: string }[] }>;
    /** What the person has allowed. Not in every host: ask my.canIUse. Since 1.0. */
    readonly getSetting: Free<{}, { authSetting: Record<string, boolean> }>;
    /** Has the person choose one of their addresses; 6001 is none. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 2001. Since 1.0. */
    readonly getAddress: Free<{}, { resultStatus: string; result: { fullname?: string; mobilePhone?: string; address?: string; country?: string } }>;
    /** The same. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 2001. Since 1.0. */
    readonly chooseAddress: Free<{}, { resultStatus: string; result: { fullname?: string; mobilePhone?: string; address?: string; country?: string } }>;
    /** Asks the person to pay, or to leave a deposit: 9000 is done, 8000 waits, 6001 is given up, 4000 failed. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly tradePay: Free<{ tradeNO?: string; orderStr?: string }, { resultCode: string; memo: string; result?: string }>;
    /** Asks the person to let the developer's merchant take payments: 7000 is signed, 6001 given up, 7002 failed. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly paySignCenter: Async<{ signStr: string }, { resultStatus: string; result: string }>;
    /** Has the person choose among those they sent money to, up to 10; names are masked. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly chooseAlipayContact: Free<{ count?: number }, { contacts: { realName: string; mobile: string; email: string; avatar: string }[] }>;
    /** Shows the person's cards of members. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openCardList: Free<{}, { success: boolean }>;
    /** Shows the person's cards of members. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openCardDetail: Free<{}, { success: boolean }>;
    /** Shows the person's cards of members. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openMerchantCardList: Free<{}, { success: boolean }>;
    /** Shows the person's coupons. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openVoucherDetail: Free<{}, { success: boolean }>;
    /** Shows the person's coupons. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openKBVoucherDetail: Free<{}, { success: boolean }>;
    /** Shows the person's coupons. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly navigateToCouponDetail: Free<{}, { success: boolean }>;
    /** Shows the person's coupons. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openMerchantVoucherList: Free<{}, { success: boolean }>;
    /** Shows the person's orders, which have their tickets. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openTicketList: Free<{}, { success: boolean }>;
    /** Shows the person's orders, which have their tickets. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openTicketDetail: Free<{}, { success: boolean }>;
    /** Shows the person's orders, which have their tickets. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openMerchantTicketList: Free<{}, { success: boolean }>;
    /** Shows what the person allowed to whom, where they take it back. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openSetting: Free<{}, { success: boolean }>;
    /** Shows the person's coupons. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openVoucherList: Free<{}, { success: boolean }>;
    /** Where the device is, where the person allows it; with the city for a type above 0. Not in every host: ask my.canIUse. Fails with 4, 12, 2001. Since 1.0. */
    readonly getLocation: Free<{ type?: number }, { longitude: string; latitude: string; accuracy: string; horizontalAccuracy: string; country?: string; province?: string; city?: string; cityAdcode?: string }>;
    /** Shows a place on a map. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly openLocation: Async<{ longitude: number | string; latitude: number | string; name?: string; address?: string }, { success: boolean }>;
    /** Has the person choose a place among their addresses. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly chooseLocation: Free<{}, { name: string; address: string; latitude: number; longitude: number }>;
    /** Has the person choose a city. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly chooseCity: Free<{}, { city: string; adCode: string }>;
    /** Reads a code with the camera. Only after a touch. Not in every host: ask my.canIUse. Fails with 4, 11. Since 1.0. */
    readonly scan: Free<{}, { code: string; qrCode: string; result: string; scanType: string; codeType: string }>;
    /** Whether this host has a call or an element. Since 1.0. */
    readonly canIUse: (name: string) => boolean;
    /** Calls one of these by its name. Since 1.0. */
    readonly call: (name: string, options?: object, then?: (value: any) => void) => any;
    /** With what the program was opened. Since 1.0. */
    readonly getLaunchOptionsSync: () => Launch;
    /** The same. Since 1.0. */
    readonly getEnterOptionsSync: () => Launch;
    /** The program's own number. Since 1.0. */
    readonly getAppIdSync: () => { appId: string };
    /** The same, and that it is a release. Since 1.0. */
    readonly getAccountInfoSync: () => { miniProgram: { appId: string; envVersion: string } };
    /** That it is a release. Since 1.0. */
    readonly getRunScene: Free<{}, { envVersion: string }>;
    /** What the program was opened for, such as a store. Since 1.0. */
    readonly getExtConfigSync: () => { data: Record<string, any> };
    /** The same. Since 1.0. */
    readonly getExtConfig: Free<{}, { data: Record<string, any> }>;
    /** Tells when there is a newer version. Since 1.0. */
    readonly getUpdateManager: () => UpdateManager;
    /** Begins anew with the newest version. Not in every host: ask my.canIUse. Since 1.0. */
    readonly applyUpdate: Free<{}, { success: boolean }>;
    /** Opens another program. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly navigateToMiniProgram: Async<{ appId: string; path?: string }, { success: boolean }>;
    /** Closes this program. Not in every host: ask my.canIUse. Since 1.0. */
    readonly navigateBackMiniProgram: Free<{}, { success: boolean }>;
    /** Closes this program. Not in every host: ask my.canIUse. Since 1.0. */
    readonly exitMiniProgram: Free<{}, { success: boolean }>;
    /** Shares what the page's onShareAppMessage gives. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly showSharePanel: Free<{}, { success: boolean }>;
    /** Counts something. Since 1.0. */
    readonly reportAnalytics: (name: string, data?: object) => void;
    /** The program is seen again. Since 1.0. */
    readonly onAppShow: (heard: (value: { [name: string]: any }) => void) => void;
    /** The program is seen again. Since 1.0. */
    readonly offAppShow: (heard?: (value: any) => void) => void;
    /** The program is no longer seen. Since 1.0. */
    readonly onAppHide: (heard: (value: {}) => void) => void;
    /** The program is no longer seen. Since 1.0. */
    readonly offAppHide: (heard?: (value: any) => void) => void;
    /** Something was thrown that nobody caught: its message. Since 1.0. */
    readonly onError: (heard: (value: { [name: string]: any }) => void) => void;
    /** Something was thrown that nobody caught: its message. Since 1.0. */
    readonly offError: (heard?: (value: any) => void) => void;
    /** The version of the dialect. Since 1.0. */
    readonly SDKVersion: string;
    /** Where files are written, the version of this contract, and who the host is. Since 1.0. */
    readonly env: Env;
    /** Asks the person to borrow a thing on their credit, without a deposit. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly zmCreditBorrow: Async<{ out_order_no: string; product_code: string; goods_name: string; rent_unit: string; rent_amount: string; deposit_amount: string; deposit_state: "Y" | "N"; [name: string]: any }, { resultStatus: string; result: string }>;
    /** Has the person prove who they are. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly startZMVerify: Async<{ bizNo: string }, { passed: string }>;
    readonly livewell: Shops & Unknown;
    readonly ap: Links & Unknown;
  }
  interface Shops {
    /** Shows the person's cards of members, where they join and see their points. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly memberCard: Free<{}, { success: boolean }>;
    /** The person's city, and which services it has. Not in every host: ask my.canIUse. Since 1.0. */
    readonly city: Free<{}, { code: string; zh: string; en: string; services: string[] }>;
    /** Goes to a service of the app. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly open: Async<{ service: string }, { success: boolean }>;
    /** Stores of the city, at most 30; mode is dinein, pickup or parcel. Not in every host: ask my.canIUse. Since 1.0. */
    readonly stores: Free<{ mode?: string; text?: string }, { stores: any[] }>;
    /** What a store sells. Not in every host: ask my.canIUse. Since 1.0. */
    readonly menu: Async<{ store: string }, { store: any; sections: any[]; items: any[] }>;
    /** What a store gives out to everybody; an order takes the best of what the person has. Not in every host: ask my.canIUse. Since 1.0. */
    readonly coupons: Async<{ store: string }, { offered: any[] }>;
    /** Orders at a store; mode is dinein, pickup or parcel. The same key orders once. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly order: Async<{ store: string; mode: string; lines: { sku: string; choices?: string[]; count: number; price: { amount: string; currency: string } }[]; table?: string; note?: string; key?: string }, { order: string; tradeNO: string; total: { amount: string; currency: string } }>;
    /** How an order stands. Not in every host: ask my.canIUse. Since 1.0. */
    readonly state: Async<{ order: string }, { status: string; number?: string; code?: string; total: { amount: string; currency: string } }>;
    /** Asks the person to pay a trade in instalments: 9000 is agreed, 6001 given up, 4000 refused. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly payLater: Async<{ tradeNO: string; instalments?: 3 | 6 | 12 }, { resultCode: string; memo: string; plan?: { due: string; amount: string }[] }>;
    /** A picture of a store or a product with a code that leads to it, for the person to hand on. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly poster: Async<{ store: string; product?: string }, { apFilePath: string }>;
  }
  interface Links {
    /** Opens a page of the app, another program, or a listed page of the network, by its link. Only after a touch. Not in every host: ask my.canIUse. Fails with 4. Since 1.0. */
    readonly navigateToAlipayPage: Free<{ path?: string; appCode?: string }, { success: boolean }>;
  }

  interface Instance<D> {
    data: D;
    setData(part: Record<string, any>, then?: () => void): void;
    $spliceData(part: Record<string, any>, then?: () => void): void;
  }
  type This<M, D> = ThisType<M & Instance<D> & Record<string, any>>;
}

declare const my: My.Calls & My.Unknown;
declare function App<M extends object>(app: M & ThisType<M & Record<string, any>>): void;
declare function Page<D extends object, M extends object>(page: { data?: D } & M & My.This<M, D>): void;
declare function Component<D extends object, M extends object>(
  component: { data?: D; methods?: M; [part: string]: any } & My.This<M & { props: Record<string, any> }, D>,
): void;
declare function getApp(): any;
declare function getCurrentPages(): any[];
declare function setTimeout(run: (...args: any[]) => void, milliseconds?: number, ...args: any[]): number;
declare function clearTimeout(timer?: number): void;
declare function setInterval(run: (...args: any[]) => void, milliseconds?: number, ...args: any[]): number;
declare function clearInterval(timer?: number): void;
declare const console: Record<"log" | "info" | "warn" | "error" | "debug", (...what: any[]) => void>;
