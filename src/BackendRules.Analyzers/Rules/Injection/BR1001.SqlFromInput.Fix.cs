using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the values out of an SQL text and passes them as parameters, the way the library at hand does it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SqlFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Pass the values as parameters", "BR1001.parameters"));

    public SqlFromInputFix()
        : base("BR1001", "BR1002")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Change(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
            Change(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)?.Invoke(editor);
    }

    private static Action<DocumentEditor>? Change(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax text)
            return null;
        while (text.Parent is ParenthesizedExpressionSyntax outer)
            text = outer;
        if (TextTemplate.Of(text, model, cancellation) is not { } template)
            return null;
        switch (text.Parent)
        {
            case AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } assignment when assignment.Right == text:
                return model.GetSymbolInfo(assignment.Left, cancellation).Symbol is { Name: "CommandText" } && assignment.Left is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax command }
                    ? SqlCommandChange.After(statement, command.Identifier.ValueText, model.GetTypeInfo(command, cancellation).Type, template, model, cancellation) : null;
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: BaseObjectCreationExpressionSyntax creation } } argument:
                if (model.GetSymbolInfo(creation, cancellation).Symbol is not IMethodSymbol { ContainingType: { } type } made)
                    return null;
                if (type.Is("Dapper.CommandDefinition"))
                    return Passed(creation, creation.ArgumentList!, made, "parameters", template, model, cancellation);
                return type.IsOrInherits("System.Data.Common.DbCommand") ? SqlCommandChange.Of(creation, type, template, model, cancellation) : null;
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } argument:
                if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
                    return null;
                if (method.ContainingType.Is("Dapper.SqlMapper"))
                    return Passed(call, call.ArgumentList, method, "param", template, model, cancellation);
                return method.Name.EndsWith("Raw", StringComparison.Ordinal) || method.Name.EndsWith("RawAsync", StringComparison.Ordinal)
                    ? Interpolated(call, argument, method, template, model, cancellation) : null;
            default:
                return null;
        }
    }

    /// <summary>EF Core: the overload that takes an interpolated string makes parameters of its holes.</summary>
    private static Action<DocumentEditor>? Interpolated(InvocationExpressionSyntax call, ArgumentSyntax text, IMethodSymbol method, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        if (method.ContainingNamespace.ToDisplayString() != "Microsoft.EntityFrameworkCore" || call.Expression is not MemberAccessExpressionSyntax access)
            return null;
        var others = call.ArgumentList.Arguments.Where(argument => argument != text && argument.Expression != access.Expression).ToArray();
        if (others.Any(argument => !model.GetTypeInfo(argument.Expression, cancellation).Type.Is("System.Threading.CancellationToken")))
            return null;
        var name = method.Name.Replace("Raw", "");
        var target = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Any(static m => m.Parameters.Any(static p => p.Type.Name == "FormattableString")) ? name
            : method.Name.Replace("Raw", "Interpolated");
        if (SqlParameters.Unquoted(template, model, cancellation) is not { } parts || !parts.Any(static part => part.Hole is not null))
            return null;
        var rewritten = SyntaxFactory.ParseExpression(template.Render(parts, interpolated: true));
        return editor =>
        {
            editor.ReplaceNode(template.Node, rewritten.WithTriviaFrom(template.Node));
            if (template.Local?.Parent is VariableDeclarationSyntax declaration)
                editor.ReplaceNode(declaration.Type, SyntaxFactory.IdentifierName("FormattableString").WithTriviaFrom(declaration.Type));
            editor.ReplaceNode(access.Name, (current, _) => current is GenericNameSyntax generic ? generic.WithIdentifier(SyntaxFactory.Identifier(target)) : SyntaxFactory.IdentifierName(target).WithTriviaFrom(current));
        };
    }

    /// <summary>Dapper: members of an anonymous object, beside those that are there.</summary>
    private static Action<DocumentEditor>? Passed(
        ExpressionSyntax owner, ArgumentListSyntax list, IMethodSymbol method, string parameter, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var at = method.Parameters.FirstOrDefault(p => p.Name == parameter)?.Ordinal ?? -1;
        if (at < 0)
            return null;
        var given = list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
            ?? (list.Arguments.Count > at && list.Arguments[at].NameColon is null ? list.Arguments[at] : null);
        var members = given?.Expression as AnonymousObjectCreationExpressionSyntax;
        if (given is not null && members is null && !given.Expression.IsKind(SyntaxKind.NullLiteralExpression))
            return null;
        var taken = members?.Initializers.Select(static member => member.NameEquals?.Name.Identifier.ValueText ?? (member.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText ?? member.Expression.ToString()) ?? [];
        if (SqlParameters.Of(template, "@", takesLists: true, taken, model, cancellation) is not { } parameters)
            return null;
        var added = parameters.Values.Select(static value => value.IsNameOfValue ? value.Value : $"{value.Name} = {value.Value}");
        var all = SyntaxFactory.ParseExpression($"new {{ {string.Join(", ", (members?.Initializers.Select(static m => m.ToString()) ?? []).Concat(added))} }}");
        var rewritten = SyntaxFactory.ParseExpression(template.Render(parameters.Parts, interpolated: false));
        var index = given is null ? -1 : list.Arguments.IndexOf(given);
        return editor =>
        {
            editor.ReplaceNode(template.Node, rewritten.WithTriviaFrom(template.Node));
            editor.ReplaceNode(list, (current, _) => With((ArgumentListSyntax)current, index, at, parameter, all));
        };
    }

    private static ArgumentListSyntax With(ArgumentListSyntax list, int index, int at, string parameter, ExpressionSyntax value)
    {
        if (index >= 0)
            return list.ReplaceNode(list.Arguments[index].Expression, value);
        var isNext = list.Arguments.Count == at && list.Arguments.All(static argument => argument.NameColon is null);
        var argument = SyntaxFactory.Argument(isNext ? null : SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter)).WithTrailingTrivia(SyntaxFactory.Space), default, value);
        // Named, in its place: arguments that follow by position would change their meaning.
        var place = isNext || list.Arguments.Skip(at).All(static a => a.NameColon is not null) ? list.Arguments.Count : at;
        var arguments = list.Arguments.GetWithSeparators();
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return place == list.Arguments.Count
            ? list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(arguments.Add(comma).Add(argument)))
            : list.WithArguments(list.Arguments.Insert(place, argument));
    }
}
