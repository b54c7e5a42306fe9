declare const __BRAND__: string;

/** What the platform is called: from internal/brand/brand.css, at the build. */
export const brand: string = __BRAND__;
