"use strict";

Redoc.init(
  "/openapi.json",
  { disableSearch: true, hideHostname: false, nativeScrollbars: true },
  document.getElementById("redoc"),
);
