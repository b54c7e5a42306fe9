// The consumer app's coder line has a bell too, with words; a kitchen wants notes alone.
let audio: AudioContext | undefined;

/** Browsers let a page sound only after a touch or a key: call this from one. */
export function allowSound() {
  audio ??= new AudioContext();
  void audio.resume();
}

/** Three notes up. Nothing where the browser does not allow sound yet. */
export function chime() {
  if (audio?.state !== "running") return;
  const at = audio.currentTime;
  for (const [i, pitch] of [523.25, 659.25, 783.99].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = at + i * 0.18;
    tone.type = "triangle";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.5, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.65);
  }
}
