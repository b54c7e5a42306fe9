/** A bar that says how much of something is gone; its label says so in words. */
export function Meter({ label, of, max }: { label: string; of: number; max: number }) {
  return (
    <div className="co-meter">
      <span>{label}</span>
      <progress aria-label={label} max={max} value={of} />
    </div>
  );
}
