import type { Language } from "@livewell/i18n";

let audio: AudioContext | undefined;

/** Browsers let a page sound only after a touch: call this from one. */
export function allowSound() {
  audio ??= new AudioContext();
  void audio.resume();
}

/** Two notes up, then the words where the browser can speak. */
export function ring(words: string, language: Language) {
  if (audio?.state === "running") {
    const start = audio.currentTime;
    [659.25, 987.77].forEach((pitch, i) => note(audio as AudioContext, pitch, start + i * 0.16));
  }
  if (typeof speechSynthesis === "undefined") return;
  const said = new SpeechSynthesisUtterance(words);
  said.lang = language === "zh" ? "zh-CN" : "en";
  speechSynthesis.speak(said);
}

function note(a: AudioContext, pitch: number, at: number) {
  const tone = a.createOscillator();
  const volume = a.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
  tone.connect(volume).connect(a.destination);
  tone.start(at);
  tone.stop(at + 0.55);
}
