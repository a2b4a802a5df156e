using System.Text;
using BackendRules.Bridge;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
AppDomain.CurrentDomain.UnhandledException += (_, e) =>
{
    Console.Error.WriteLine($"internal: {e.ExceptionObject}");
    Environment.Exit(ExitCodes.Internal);
};
return await Verbs.RunAsync(args, Session.OfProcess(), stop.Token);
