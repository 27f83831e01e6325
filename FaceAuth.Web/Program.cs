using FaceAuth;
using FaceAuth.Cli;
using FaceAuth.Hosting;

if (CommandLine.Asks(args))
    return await CommandLine.RunAsync(args);

return await SiteStart.RunAsync(WebApplication.CreateBuilder(args));
