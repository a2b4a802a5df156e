using System.IO.Pipes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Depot.Infrastructure.Scanners;

/// <summary>Scanners at the gate. What stands on a parcel was printed by somebody else: <c>depot.taint</c> calls it remote.</summary>
public sealed class ScannerPort(NamedPipeClientStream pipe)
{
    private readonly StreamReader _reader = new(pipe);

    public async Task<string> ReadAsync(CancellationToken stop) => await _reader.ReadLineAsync(stop) ?? "";
}

public sealed class Arrivals(ScannerPort scanner, string folder, ILogger<Arrivals> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Record(await scanner.ReadAsync(stoppingToken), stoppingToken);
            }
            catch (IOException failure)
            {
                logger.LogError(failure, "An arrival was not recorded");
            }
        }
    }

    /// <summary>The first file is named after whatever was scanned, the second only after codes that <c>ParcelCode.IsValid</c> lets pass.</summary>
    private async Task Record(string code, CancellationToken stop)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, code + ".scan"), DateTime.UtcNow.ToString("O"), stop);
        if (ParcelCode.IsValid(code))
            await File.WriteAllTextAsync(Path.Combine(folder, code + ".parcel"), DateTime.UtcNow.ToString("O"), stop);
    }
}
