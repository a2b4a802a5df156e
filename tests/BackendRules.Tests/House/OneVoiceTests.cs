using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>One fault, one voice: where a rule of ours stands, the SDK's real finding of the same place is taken back, and nowhere else.</summary>
public sealed class OneVoiceTests
{
    private const string Input = """var input = Request.Query["input"].ToString();""";

    private const string Store = "} } public partial class Store {";

    public static TheoryData<string, string, string> Pairs => new()
    {
        { "CA2100", "BR1001", Input + """using var command = new SqlCommand("select 1 from orders where name = '" + input + "'", connection); command.ExecuteScalar();""" },
        { "CA3001", "BR1001", Input + """var command = connection.CreateCommand(); command.CommandText = $"select 1 from orders where name = '{input}'"; command.ExecuteScalar();""" },
        { "EF1002", "BR1001", Input + """context.Rows.FromSqlRaw($"select * from rows order by {input}").ToList();""" },
        { "EF1003", "BR1001", Input + """context.Rows.FromSqlRaw("select * from rows order by " + input).ToList();""" },
        { "CA2100", "BR1002", Store + "public void Count(string table) { using var command = new SqlCommand(\"select count(*) from \" + table, connection); command.ExecuteScalar();" },
        { "EF1002", "BR1002", Store + "public void Rows(string order) { context.Rows.FromSqlRaw($\"select * from rows order by {order}\").ToList();" },
        { "EF1003", "BR1002", Store + "public void Rows(string order) { context.Rows.FromSqlRaw(\"select * from rows order by \" + order).ToList();" },
        { "CA3006", "BR1003", Input + """var start = new ProcessStartInfo("/bin/sh") { Arguments = "-c \"ping " + input + "\"" }; Process.Start(start);""" },
        { "CA3003", "BR1004", Input + """System.IO.File.ReadAllText(Path.Combine("/srv/files", input));""" },
        { "CA3011", "BR1004", Input + """System.Reflection.Assembly.LoadFrom(input);""" },
        { "CA5389", "BR1005", """foreach (var entry in new ZipArchive(Request.Body).Entries) { var target = Path.Combine("/srv/in", entry.FullName); entry.ExtractToFile(target, true); }""" },
        { "CA3005", "BR1010", Input + """using var searcher = new System.DirectoryServices.DirectorySearcher(); searcher.Filter = "(uid=" + input + ")"; searcher.FindOne();""" },
        { "CA3008", "BR1010", Input + """new System.Xml.XmlDocument().SelectSingleNode("//user[@name='" + input + "']");""" },
        { "CA3012", "BR1014", Input + """new System.Text.RegularExpressions.Regex(input).IsMatch("hello");""" },
        { "CA3076", "BR1015", """new System.Xml.Xsl.XslCompiledTransform().Load("sheet.xslt", System.Xml.Xsl.XsltSettings.TrustedXslt, new System.Xml.XmlUrlResolver());""" },
        { "CA5390", "BR2003", """using var aes = Aes.Create(); aes.Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");""" },
        { "CA5401", "BR2003", """using var aes = Aes.Create(); aes.IV = Convert.FromBase64String("AAECAwQFBgcICQoLDA0ODw=="); using var encryptor = aes.CreateEncryptor();""" },
        { "CA5350", "BR2005", """string password = Request.Form["p"]!; SHA1.HashData(Encoding.UTF8.GetBytes(password));""" },
        { "CA5351", "BR2005", """string password = Request.Form["p"]!; using var md5 = MD5.Create(); md5.ComputeHash(Encoding.UTF8.GetBytes(password));""" },
        { "CA5387", "BR2005", """string password = Request.Form["p"]!; using var derive = new Rfc2898DeriveBytes(password, RandomNumberGenerator.GetBytes(16), 1000, HashAlgorithmName.SHA256); derive.GetBytes(32);""" },
        { "CA5359", "BR2009", """new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (a, b, c, d) => true } }.Dispose();""" },
        { "CA5364", "BR2009", """System.Net.ServicePointManager.SecurityProtocol = System.Net.SecurityProtocolType.Tls;""" },
        { "CA2254", "BR4001", """logger.LogInformation($"Order {Name}");""" },
        { "CA2254", "BR4007", """logger.LogInformation(Request.Query["input"].ToString());""" },
        { "CA5397", "BR2009", """var tls = new System.Net.Security.SslClientAuthenticationOptions { EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls };""" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public async Task The_same_fault_is_told_once(string theirs, string ours, string code)
    {
        // Ours leaves the word to it where it is raised: what is left is the suggestion that editors show.
        var found = await FindAsync(code, (theirs, theirs == "CA2254" ? ReportDiagnostic.Default : ReportDiagnostic.Warn));
        Assert.Contains(found, finding => finding.Id == ours && !finding.IsSuppressed);
        Assert.Contains(found, finding => finding.Id == theirs);
        Assert.DoesNotContain(found, finding => finding.Id == theirs && !finding.IsSuppressed);
    }

    [Fact]
    public void Every_pair_is_tried() => Assert.Equal(
        Catalog.All().Select(static check => check.Rule).SelectMany(static rule => rule.TakesBack.Select(theirs => (theirs, rule.Id))).Order(),
        Pairs.Select(static row => ((string)row[0], (string)row[1])).Distinct().Order());

    [Theory]
    // Another statement of the same object.
    [InlineData("CA2100", Input + """var command = connection.CreateCommand(); command.CommandText = Name; command.ExecuteScalar(); command.CommandText = "select " + input;""")]
    // Ours is silent: a vector that came with the message.
    [InlineData("CA5401", "using var aes = Aes.Create(); using var encryptor = aes.CreateEncryptor(new byte[32], Request.Headers[\"iv\"].SelectMany(Encoding.UTF8.GetBytes!).ToArray());")]
    // The weak key of one cipher, the vector of another.
    [InlineData("CA5401", "using var one = Aes.Create(); one.IV = new byte[16]; using var other = Aes.Create(); using var encryptor = other.CreateEncryptor(other.Key, Encoding.UTF8.GetBytes(Name));")]
    // Ours is silenced where it stands.
    [InlineData("CA3012", Input + "\n#pragma warning disable BR1014\nnew System.Text.RegularExpressions.Regex(input).IsMatch(\"hello\");\n#pragma warning restore BR1014\n")]
    [InlineData("CA5390", "using var aes = Aes.Create();\n#pragma warning disable BR2003\naes.Key = Encoding.UTF8.GetBytes(\"0123456789abcdef0123456789abcdef\");\n#pragma warning restore BR2003\n")]
    public async Task What_ours_does_not_say_stays(string theirs, string code) =>
        Assert.Contains(await FindAsync(code, (theirs, ReportDiagnostic.Warn)), finding => finding.Id == theirs && !finding.IsSuppressed);

    [Theory]
    [InlineData("CA3012", "BR1014", Input + "new System.Text.RegularExpressions.Regex(input).IsMatch(\"hello\");")]
    [InlineData("CA5390", "BR2003", "using var aes = Aes.Create(); aes.Key = Encoding.UTF8.GetBytes(\"0123456789abcdef0123456789abcdef\");")]
    public async Task A_lesser_word_takes_nothing_back(string theirs, string ours, string code)
    {
        Assert.Contains(await FindAsync(code, (theirs, ReportDiagnostic.Error), (ours, ReportDiagnostic.Warn)), finding => finding.Id == theirs && !finding.IsSuppressed);
        Assert.Contains(await FindAsync(code, (theirs, ReportDiagnostic.Warn), (ours, ReportDiagnostic.Suppress)), finding => finding.Id == theirs && !finding.IsSuppressed);
        Assert.DoesNotContain(await FindAsync(code, (theirs, ReportDiagnostic.Error), (ours, ReportDiagnostic.Error)), finding => finding.Id == theirs && !finding.IsSuppressed);
    }

    private static async Task<ImmutableArray<Diagnostic>> FindAsync(string code, params (string Id, ReportDiagnostic Severity)[] severities)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(severities.Where(static pair => pair.Severity != ReportDiagnostic.Default).ToImmutableDictionary(static pair => pair.Id, static pair => pair.Severity));
        var tree = CSharpSyntaxTree.ParseText($$"""
            using System;
            using System.Diagnostics;
            using System.IO;
            using System.IO.Compression;
            using System.Linq;
            using System.Net.Http;
            using System.Security.Cryptography;
            using System.Text;
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.Data.SqlClient;
            using Microsoft.EntityFrameworkCore;
            using Microsoft.Extensions.Logging;

            public class Row { public int Id { get; set; } }

            public class Context : DbContext { public DbSet<Row> Rows => Set<Row>(); }

            public partial class Store(SqlConnection connection, Context context);

            public class OrdersController(SqlConnection connection, Context context, Store store, ILogger<Store> logger) : ControllerBase
            {
                public string Name { get; } = store.ToString()!;

                [HttpPost]
                public void Place()
                {
                    {{code}}
                }
            }
            """, path: "Orders.cs");
        var compilation = CSharpCompilation.Create("Orders", [tree], SdkRules.References, options);
        Assert.Empty(compilation.GetDiagnostics().Where(static error => error.Severity == DiagnosticSeverity.Error));
        var asked = severities.Select(static pair => pair.Id).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new LiveAnalyzer(), new WholeAnalyzer(), new OneVoice(), new RawSqlMarks(), .. SdkRules.All.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => asked.Contains(rule.Id)))];
        var host = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));
        return await host.GetAllDiagnosticsAsync();
    }

    /// <summary>Marks what the analyzers of EF Core mark, which need a newer Roslyn: the names of raw calls.</summary>
#pragma warning disable RS1001 // Not shipped: the attribute would let hosts load it.
    private sealed class RawSqlMarks : DiagnosticAnalyzer
#pragma warning restore RS1001
    {
        private static readonly DiagnosticDescriptor s_interpolated = new("EF1002", "Raw", "Raw", "Security", DiagnosticSeverity.Warning, true);
        private static readonly DiagnosticDescriptor s_joined = new("EF1003", "Raw", "Raw", "Security", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_interpolated, s_joined];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(static node =>
            {
                var access = (MemberAccessExpressionSyntax)node.Node;
                if (access is { Name.Identifier.ValueText: "FromSqlRaw", Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: { } text }, ..] } })
                    node.ReportDiagnostic(Diagnostic.Create(text is InterpolatedStringExpressionSyntax ? s_interpolated : s_joined, access.Name.GetLocation()));
            }, SyntaxKind.SimpleMemberAccessExpression);
        }
    }
}
