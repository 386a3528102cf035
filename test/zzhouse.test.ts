it.only("x", () => {}); it.skip("y", () => {});
