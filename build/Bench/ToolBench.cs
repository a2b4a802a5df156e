namespace BackendRules.Build;

/// <summary>What the tool costs those who wait for it; the tool is the built one, as a client starts it.</summary>
internal static class ToolBench
{
    public static async Task<int> RunAsync()
    {
        if (ToolRun.Missing() is { } missing)
        {
            Console.Error.WriteLine($"Nothing is measured: {missing}.");
            return 1;
        }

        ColdAnswer.Run();
        return await WarmAnswer.RunAsync();
    }
}
