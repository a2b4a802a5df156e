using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6009: a step of the newest migration that loses data, or fails on rows that exist.</summary>
public sealed class DataLoss : Check
{
    internal static readonly Rule Declared = new(
        "BR6009",
        nameof(DataLoss),
        "Migrations keep the data and fit the rows that exist",
        "'{0}' deletes '{1}' with all that is in it; move the data first, or mark the migration with '[AcceptsDataLoss]' and the reason",
        Level.Warning)
    {
        Profile = ["DB4"],
    };

    /// <summary>The property that carries what the fix writes: the new name of a column, or a default.</summary>
    internal const string Rename = "rename";

    private static readonly DiagnosticDescriptor s_renamed = Declared.Saying("'{0}' is deleted and '{1}' added with the same type, which loses the data of a column that was renamed; use 'RenameColumn'");
    private static readonly DiagnosticDescriptor s_required = Declared.Saying("'{0}' of '{1}' may not be null and has no default, so the migration fails where rows exist; give it a 'defaultValue', or fill it first");
    private static readonly DiagnosticDescriptor s_down = Declared.Saying("'Down' of '{0}' takes nothing back, so that a release can't be rolled back; write the opposite of 'Up'", Level.Info);

    private static readonly DiagnosticDescriptor s_narrowed = Declared.Saying("'{0}' of '{1}' holds less than before ({2}), so the migration fails or cuts what rows hold; look at what is there first, or mark the migration with '[AcceptsDataLoss]' and the reason");
    private static readonly DiagnosticDescriptor s_emptied = Declared.Saying("'{0}' takes every row of '{1}'; say which, or mark the migration with '[AcceptsDataLoss]' and the reason");

    private static readonly Members s_sql = new("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder.Sql");
    private static readonly Members s_drops = new("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder.{DropColumn,DropTable,DropSchema}");
    private static readonly Members s_columns = new("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder.{AddColumn,AlterColumn}");

    private static readonly Fact<object> s_newest = new(static (compilation, cancellation) => Newest(compilation, cancellation) ?? new object());

    public DataLoss()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder");

    public override void Start(Watch watch)
    {
        watch.Call(s_drops, Dropped);
        watch.Call(s_columns, Column);
        watch.Call(s_sql, Script);
        watch.Body(Down);
    }

    private static void Dropped(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (!IsUp(context))
            return;
        var name = Text(call, "name");
        if (call.TargetMethod.Name == "DropColumn" && Renamed(call) is { } added)
        {
            context.ReportDiagnostic(Diagnostic.Create(s_renamed, call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Rename, added), name, added));
            return;
        }

        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name, call.TargetMethod.Name == "DropColumn" ? $"{Text(call, "table")}.{name}" : name));
    }

    private static void Script(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "sql")?.Value is not { } text || SqlText.Of(text) is not { } sql || !IsUp(context))
            return;
        foreach (var statement in sql.Statements)
        {
            if (statement.Table.Length == 0 || statement.Table[0] == '#')
                continue;
            if (Takes(statement) is { } verb)
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), verb, statement.Table));
            else if (statement is { Verb: "DELETE" or "TRUNCATE", MayHaveMore: false } && !statement.Has("WHERE") && !statement.Has("USING") && !statement.Has("JOIN"))
                context.ReportDiagnostic(Diagnostic.Create(s_emptied, call.Syntax.GetLocation(), statement.Verb, statement.Table));
            else
                continue;
            return;
        }
    }

    private static string? Takes(SqlStatement statement)
    {
        if (statement.Verb == "DROP" && statement.Words is ["DROP", "TABLE", ..])
            return "DROP TABLE";
        for (var i = 0; statement.Verb == "ALTER" && i + 1 < statement.Words.Count; i++)
        {
            if (statement.Words[i] == "DROP" && statement.Words[i + 1] == "COLUMN")
                return "DROP COLUMN";
        }

        return null;
    }

    private static void Column(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "AlterColumn" && Narrowed(call) is { } change && IsUp(context))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_narrowed, call.Syntax.GetLocation(), Text(call, "name"), Text(call, "table"), change));
            return;
        }

        if (Value(call, "nullable") is not false || HasDefault(call) || !IsUp(context))
            return;
        var table = Text(call, "table");
        if (call.TargetMethod.Name == "AlterColumn" ? Value(call, "oldNullable") is true : !IsMadeHere(call, table))
            context.ReportDiagnostic(Diagnostic.Create(s_required, call.Syntax.GetLocation(), Text(call, "name"), table));
    }

    /// <summary>A shorter text, a smaller number or fewer digits, as a change from one to the other.</summary>
    private static string? Narrowed(IInvocationOperation call)
    {
        foreach (var (now, before) in new[] { ("maxLength", "oldMaxLength"), ("precision", "oldPrecision"), ("scale", "oldScale") })
        {
            if (Value(call, now) is int small && Value(call, before) is int large && small < large)
                return $"{large} to {small}";
        }

        if (Value(call, "type") is string type && Value(call, "oldType") is string oldType && ColumnType.Of(oldType).HoldsMoreThan(ColumnType.Of(type)))
            return $"{oldType} to {type}";
        var old = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "oldClrType")?.Value is { } clr && LocalValues.Bare(clr) is ITypeOfOperation { TypeOperand: var was } ? was : null;
        return old is not null && call.TargetMethod.TypeArguments is [var becomes] && Size(becomes) is var size and > 0 && Size(old) > size ? $"{old.ToDisplayString()} to {becomes.ToDisplayString()}" : null;
    }

    private static int Size(ITypeSymbol type) => (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type).SpecialType switch
    {
        SpecialType.System_Byte => 1,
        SpecialType.System_Int16 => 2,
        SpecialType.System_Int32 => 4,
        SpecialType.System_Int64 => 8,
        _ => 0,
    };

    private static void Down(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { Name: "Down", IsOverride: true } down || !down.ContainingType.BaseType.Is("Microsoft.EntityFrameworkCore.Migrations.Migration") || !IsPending(down, context.Compilation, context.CancellationToken))
            return;
        if (down.DeclaringSyntaxReferences[0].GetSyntax(context.CancellationToken) is MethodDeclarationSyntax method && TakesNothingBack(method) && HasUp(down.ContainingType, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(s_down, method.Identifier.GetLocation(), down.ContainingType.Name));
    }

    private static bool TakesNothingBack(MethodDeclarationSyntax down) => down is { Body.Statements: [] or [ThrowStatementSyntax] } or { ExpressionBody.Expression: ThrowExpressionSyntax };

    private static bool HasUp(INamedTypeSymbol migration, CancellationToken cancellation) => migration.GetMembers("Up").Any(up =>
        up.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is MethodDeclarationSyntax { Body.Statements.Count: > 0 } or MethodDeclarationSyntax { ExpressionBody: not null });

    /// <summary>An added column of the same table and type, when one went and one came.</summary>
    private static string? Renamed(IInvocationOperation drop)
    {
        var body = LocalValues.Root(drop);
        var table = Text(drop, "table");
        var drops = body.Descendants().OfType<IInvocationOperation>().Count(call => call.TargetMethod.Name == "DropColumn" && Text(call, "table") == table);
        var adds = body.Descendants().OfType<IInvocationOperation>().Where(call => call.TargetMethod.Name == "AddColumn" && Text(call, "table") == table).ToArray();
        return drops == 1 && adds.Length == 1 && WasOf(drop, Text(drop, "name"), table) is { } type && SymbolEqualityComparer.Default.Equals(type, adds[0].TargetMethod.TypeArguments[0]) ? Text(adds[0], "name") : null;
    }

    /// <summary>The type of the column that goes, as <c>Down</c> adds it again.</summary>
    private static ITypeSymbol? WasOf(IInvocationOperation drop, string name, string table)
    {
        var type = drop.Syntax.FirstAncestorOrSelf<ClassDeclarationSyntax>();
        var call = type?.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(static method => method.Identifier.ValueText == "Down")?.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "AddColumn" } } && call.ArgumentList.ToString().Contains($"\"{name}\"") && call.ArgumentList.ToString().Contains($"\"{table}\""));
        return call is not null && drop.SemanticModel?.GetSymbolInfo(call).Symbol is IMethodSymbol { TypeArguments: [var was] } ? was : null;
    }

    private static bool IsMadeHere(IInvocationOperation add, string table) => LocalValues.Root(add).Descendants().Any(inner => inner is IInvocationOperation { TargetMethod.Name: "CreateTable" } made && Text(made, "name") == table);

    private static string Text(IInvocationOperation call, string parameter) => Value(call, parameter) as string ?? "";

    private static object? Value(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value is { } given && LocalValues.Bare(given).ConstantValue is { HasValue: true, Value: var value } ? value : null;

    private static bool HasDefault(IInvocationOperation call) => call.Arguments.Any(static argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "defaultValue" or "defaultValueSql" or "computedColumnSql" }) || Value(call, "rowVersion") is true || IsNumbered(call);

    /// <summary>The database fills a column that counts by itself.</summary>
    private static bool IsNumbered(IInvocationOperation column)
    {
        for (var next = column.Parent as IInvocationOperation; next is { TargetMethod.Name: "Annotation" }; next = next.Parent as IInvocationOperation)
        {
            if (Value(next, "name") is string name && (name.EndsWith(":Identity", StringComparison.Ordinal) || name.EndsWith(":ValueGenerationStrategy", StringComparison.Ordinal) || name.EndsWith(":Autoincrement", StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    /// <summary>The step belongs to <c>Up</c> of a migration that can still be changed, or to a method that <c>Up</c> calls.</summary>
    private static bool IsUp(OperationAnalysisContext context) =>
        (context.ContainingSymbol.Name == "Up" || context.ContainingSymbol is IMethodSymbol { Name: not "Down" } step && IsCalledBy("Up", step, context.CancellationToken))
        && IsPending(context.ContainingSymbol, context.Compilation, context.CancellationToken);

    private static bool IsCalledBy(string caller, IMethodSymbol step, CancellationToken cancellation) => step.ContainingType.GetMembers(caller).Any(member =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && name == step.Name) == true);

    /// <summary>Older migrations have run long ago: only the newest one can still be changed.</summary>
    private static bool IsPending(ISymbol member, Compilation compilation, CancellationToken cancellation) =>
        member.ContainingType is { } type && type.BaseType.Is("Microsoft.EntityFrameworkCore.Migrations.Migration")
        && !type.GetAttributes().Concat(member.GetAttributes()).Any(static attribute => attribute.AttributeClass?.Name == "AcceptsDataLossAttribute")
        && SymbolEqualityComparer.Default.Equals(s_newest.Of(compilation, cancellation) as INamedTypeSymbol, type);

    private static INamedTypeSymbol? Newest(Compilation compilation, CancellationToken cancellation) =>
        SourceTypes.Of(compilation, cancellation).All.Where(static type => type.BaseType.Is("Microsoft.EntityFrameworkCore.Migrations.Migration"))
            .OrderBy(Id, StringComparer.Ordinal).LastOrDefault();

    /// <summary>The id of the migration, or the name of its file, which starts with it.</summary>
    private static string Id(INamedTypeSymbol type) =>
        type.Attribute("Microsoft.EntityFrameworkCore.Migrations.MigrationAttribute")?.ConstructorArguments.FirstOrDefault().Value as string
        ?? System.IO.Path.GetFileName(type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath ?? "") + type.Name;
}
