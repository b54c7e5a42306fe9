App({
  onLaunch() {
    console.log("the program begins");
  },
});
