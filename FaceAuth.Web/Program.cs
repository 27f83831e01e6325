using FaceAuth;
using FaceAuth.Cli;
using FaceAuth.Hosting;

if (CommandLine.Asks(args))
    return await CommandLine.RunAsync(args);

var app = WebApplication.CreateBuilder(args).AddFaceAuth().Build().UseFaceAuth();
return await SiteStart.RunAsync(app);
