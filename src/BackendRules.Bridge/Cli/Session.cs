using BackendRules.Workspaces;
using Spectre.Console;

namespace BackendRules.Bridge;

/// <summary>What one call of the tool works with: its root, its streams, its memory. Results go to standard output, everything else to standard error.</summary>
internal sealed class Session(TextWriter output, TextWriter error, StateStore store, string folder, bool terminal, bool colours, Func<string, string?>? variable = null)
{
    public TextWriter Output => output;

    public TextWriter Error => error;

    public StateStore Store => store;

    /// <summary>An environment variable.</summary>
    public string? Variable(string name) => variable is null ? Environment.GetEnvironmentVariable(name) : variable(name);

    /// <summary>The working directory.</summary>
    public string Folder => folder;

    /// <summary>Whether results are written in colour.</summary>
    public bool Colours => colours;

    public static Session OfProcess()
    {
        var plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return new Session(
            Console.Out, Console.Error, new StateStore(), Directory.GetCurrentDirectory(),
            terminal: !Console.IsErrorRedirected, colours: !Console.IsOutputRedirected && !plain);
    }

    /// <summary>The root: the one named, else the git top level of what was named on the command line, else of the working directory.</summary>
    public async Task<Confinement> RootAsync(string? root, string? path, CancellationToken cancellation)
    {
        if (root is not null)
            return Directory.Exists(Full(root)) ? new Confinement(Full(root)) : throw new Fault("invalid_argument", "The root is no folder.");
        var start = path is null ? folder : Full(path);
        if (!Directory.Exists(start))
            start = Path.GetDirectoryName(start) is { } parent && Directory.Exists(parent) ? parent : throw new Fault("workspace_not_found", $"There is no '{Shown.Short(path ?? "")}'.");
        try
        {
            return new Confinement(await GitFolder.TopAsync(start, cancellation).ConfigureAwait(false) ?? start);
        }
        catch (Fault fault) when (fault.Code == "git_unavailable")
        {
            return new Confinement(start);
        }
    }

    /// <summary>Says that something is gone when this process ends, where it couldn't be kept.</summary>
    public async Task TellForgottenAsync(string id)
    {
        if (store.IsForgetful)
            await error.WriteLineAsync($"The state folder can't be written: {id} isn't remembered.").ConfigureAwait(false);
    }

    public string Full(string path) => Path.GetFullPath(path, folder);

    /// <summary>Runs something long, with its progress on standard error where a person looks at it.</summary>
    public async Task<T> WithProgressAsync<T>(Func<IProgress<(string Phase, string Name)>?, Task<T>> work)
    {
        if (!terminal)
            return await work(null).ConfigureAwait(false);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return await console.Status().StartAsync("loading", context => work(new Told(context))).ConfigureAwait(false);
    }

    private sealed class Told(StatusContext context) : IProgress<(string Phase, string Name)>
    {
        private int _count;

        public void Report((string Phase, string Name) value) =>
            context.Status($"{value.Phase} {Markup.Escape(Shown.Short(value.Name, 60))} ({Interlocked.Increment(ref _count)})");
    }
}
