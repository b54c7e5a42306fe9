import { Icon } from "@livewell/ui";

/** A picture that says nothing that the words beside it do not. */
export function Picture({ of, size = 88 }: { of: string | undefined; size?: number }) {
  return of ? (
    <img className="app-picture" src={of} alt="" width={size} height={size} loading="lazy" />
  ) : (
    <span className="app-picture" style={{ inlineSize: size, blockSize: size }}>
      <Icon name="picture" size={28} />
    </span>
  );
}
