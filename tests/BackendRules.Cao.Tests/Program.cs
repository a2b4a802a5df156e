namespace BackendRules.Cao.Tests;

/// <summary>A worker process for the tests to kill: sends reports one after the other until it is done.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var (url, folder, count) = (args[0], args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
        using var client = new CaoClient(CaoSettings.Read(name => name == "CAO_TERMINAL_ID" ? "aaaa0001" : null, url));
        var courier = new Courier(client, new Outbox(folder));
        Console.WriteLine("ready");
        for (var i = 0; i < count; i++)
        {
            await courier.SendAsync(World.Report($"rep_{i}"));
        }

        return 0;
    }
}
