using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR2004: a secret in a configuration file that lies beside the source.</summary>
public sealed class SecretInConfiguration : Check
{
    internal static readonly Rule Declared = new(
        "BR2004",
        nameof(SecretInConfiguration),
        "Configuration files hold no secrets",
        "'{0}' holds a {1} ({2} characters); {3}, and rotate it",
        Level.Warning)
    {
        Profile = ["CR1", "SB1"],
        Cwe = [260, 312, 798],
        Owasp = ["A05"],
        Asvs = ["13.3.1"],
        InTests = true,
    };

    private const string Allow = "backendrules:allow BR2004";

    private static readonly DiagnosticDescriptor s_verified = Declared.Saying("'{0}' holds a {1} ({2} characters, its checksum is right); {3}, and rotate it", Level.Error);

    private static readonly DiagnosticDescriptor s_local = Declared.Saying("'{0}' holds a {1} ({2} characters) for a developer's machine; {3}", Level.Info);

    public SecretInConfiguration()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var isTest = ProjectKind.Of(watch.Compilation, watch.Options, watch.Cancellation).IsTest;
        watch.File(context => See(context, isTest));
    }

    private static void See(AdditionalFileAnalysisContext context, bool isTest)
    {
        if (ConfigurationFile.Of(context.AdditionalFile.Path) is not { IsSample: false } file || context.AdditionalFile.GetText(context.CancellationToken) is not { Length: <= ConfigurationFile.Most } text)
            return;
        FileSeverity? severity = null;
        foreach (var entry in file.Read(text.ToString()))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (ConfigurationSecret.Judge(entry, file) is not { } secret || isTest && secret.Certainty != Certainty.Verified || IsAllowed(text, entry.Start))
                continue;
            severity ??= FileSeverity.Of(context, Declared.Id);
            var descriptor = secret.Certainty == Certainty.Verified ? s_verified : secret.IsForDevelopment ? s_local : Declared.Descriptor;
            if (severity.IsOff)
                return;
            var span = new TextSpan(entry.Start, Math.Min(entry.Length, text.Length - entry.Start));
            var location = Location.Create(context.AdditionalFile.Path, span, text.Lines.GetLinePositionSpan(span));
            context.ReportDiagnostic(Diagnostic.Create(descriptor, location, severity.Or(descriptor.DefaultSeverity), null, ImmutableDictionary<string, string?>.Empty,
                entry.Path, secret.Kind, secret.Length, WayOut(entry.Path, file)));
        }
    }

    private static string WayOut(string path, ConfigurationFile file) => file.IsApplicationSettings
        ? $"'dotnet user-secrets set \"{path}\"' keeps it on the developer's machine, the environment variable '{path.Replace(":", "__")}' or a key vault in production"
        : "keep it in the environment or in a secret store";

    /// <summary>A comment on the line, or on the one before it, that allows the value and says why.</summary>
    private static bool IsAllowed(SourceText text, int at)
    {
        var line = text.Lines.GetLineFromPosition(Math.Min(at, text.Length)).LineNumber;
        for (var i = Math.Max(0, line - 1); i <= line; i++)
        {
            var words = text.ToString(text.Lines[i].Span);
            var allow = words.IndexOf(Allow, StringComparison.Ordinal);
            if (allow >= 0 && words.Substring(allow + Allow.Length).Trim(' ', '-', '>', '*', '/').Length > 0)
                return true;
        }

        return false;
    }
}
