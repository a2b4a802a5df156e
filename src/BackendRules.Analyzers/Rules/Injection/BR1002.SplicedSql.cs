using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR1002: a statement is put together from what a method was given; no caller from outside is proven, and none is excluded.</summary>
public sealed class SplicedSql : Check
{
    internal static readonly Rule Declared = new(
        "BR1002",
        nameof(SplicedSql),
        "SQL text is constant",
        "'{0}' becomes part of the SQL text that '{1}' sends, and whoever calls '{2}' decides what it says; pass it as a parameter",
        Level.Info)
    {
        Profile = ["CR1", "SB4", "SB5"],
        Cwe = [89],
        Owasp = ["A03"],
        Asvs = ["1.2.4"],
        TakesBack = ["CA2100", "EF1002", "EF1003"],
        EndOnly = true,
    };

    private static readonly DiagnosticDescriptor s_reached = Declared.Saying(Declared.Message, Level.Warning);

    private static readonly Members s_calls = new(
        "Dapper.SqlMapper.Query*", "Dapper.SqlMapper.Execute*", "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.FromSqlRaw",
        "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSqlRaw,ExecuteSqlRawAsync,SqlQueryRaw}", "System.Data.Common.DbDataSource.CreateCommand");

    public SplicedSql()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Data.Common.DbCommand");

    public override void Start(Watch watch)
    {
        var found = new ConcurrentBag<(IOperation Text, IParameterSymbol Parameter, string Sink, bool IsReached)>();
        var flows = TaintFlows.Of(watch.Compilation, watch.Options, watch.Cancellation);
        watch.Model(context => flows.In(context.SemanticModel, context.CancellationToken));
        watch.Call(s_calls, (context, call) => See(context, call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "sql" or "commandText")?.Value, call.TargetMethod.Name, null, found));
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (CommandText.Set(context.Operation) is { } assignment)
                See(context, assignment.Value, "CommandText", "CA2100", found);
        });
        watch.Operation(OperationKind.ObjectCreation, context =>
        {
            var creation = (IObjectCreationOperation)context.Operation;
            if (creation.Type.Is("Dapper.CommandDefinition") || creation.Type.IsOrInherits("System.Data.Common.DbCommand") || creation.Type.IsOrInherits("System.Data.Common.DbDataAdapter"))
                See(context, creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "commandText" or "cmdText" or "selectCommandText")?.Value, creation.Type!.Name, creation.Type.Is("Dapper.CommandDefinition") ? null : "CA2100", found);
        });
        watch.End(context =>
        {
            if (found.IsEmpty)
                return;
            // Where a caller is proven, BR1001 speaks.
            var sql = flows.Models.Sinks.Find("sql");
            var proven = flows.All(context.CancellationToken).Where(finding => (finding.SinkKinds & sql) != 0).Select(static finding => finding.At).ToArray();
            foreach (var (text, parameter, sink, isReached) in found)
            {
                var span = text.Syntax.Span;
                if (!Array.Exists(proven, at => at.File == text.Syntax.SyntaxTree.FilePath && at.Start < span.End && span.Start < at.Start + at.Length))
                    context.ReportDiagnostic(Diagnostic.Create(isReached ? s_reached : Declared.Descriptor, text.Syntax.GetLocation(), parameter.Name, sink, parameter.ContainingSymbol.Name));
            }
        });
    }

    /// <param name="sdk">The SDK's rule that warns here of any text that isn't constant, once it is raised. A finding of lesser weight wouldn't take that back.</param>
    private static void See(OperationAnalysisContext context, IOperation? text, string sink, string? sdk, ConcurrentBag<(IOperation Text, IParameterSymbol Parameter, string Sink, bool IsReached)> found)
    {
        if (text is null)
            return;
        text = LocalValues.Bare(text);
        if (SplicedText.From(text) is { } parameter && !LoopKind.IsSetup(context.ContainingSymbol) && !(context.ContainingSymbol.ContainingType.IsOrInherits("Microsoft.EntityFrameworkCore.Migrations.Migration")))
        {
            var isReached = RequestReach.Of(context.Compilation, context.CancellationToken).Contains(text, context.ContainingSymbol);
            if (isReached || sdk is null || !SdkRule.Speaks(sdk, context))
                found.Add((text, parameter, sink, isReached));
        }
    }
}
