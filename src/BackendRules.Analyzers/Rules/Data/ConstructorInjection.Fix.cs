using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Asks for a service: as a parameter of a minimal-API handler, of the primary constructor, or of the only constructor with a field.</summary>
internal sealed class ConstructorInjection(SemanticModel model, CancellationToken cancellation)
{
    private readonly Dictionary<(SyntaxNode Owner, ISymbol Service), string> _given = [];
    private readonly List<(SyntaxNode Owner, INamedTypeSymbol Service, string Name, string Parameter)> _wanted = [];

    /// <summary>The expression that names the service at a place, or null when it can't be asked for there.</summary>
    public string? Ask(SyntaxNode place, INamedTypeSymbol service)
    {
        if (Owner(place) is not { } owner)
            return null;
        if (_given.TryGetValue((owner, service), out var known))
            return known;
        if (Existing(owner, service) is { } existing)
            return _given[(owner, service)] = existing;
        var parameter = Parameter(service);
        var needsField = owner is ClassDeclarationSyntax { ParameterList: null } type && Constructors(type).Any();
        var name = needsField ? "_" + parameter : parameter;
        if (model.LookupSymbols(place.SpanStart, name: name).Length > 0)
            return null;
        _wanted.Add((owner, service, name, parameter));
        return _given[(owner, service)] = name;
    }

    public void Apply(DocumentEditor editor)
    {
        foreach (var group in _wanted.GroupBy(static wanted => wanted.Owner))
        {
            var services = group.ToArray();
            editor.ReplaceNode(group.Key, (node, generator) => services.Aggregate(node, (current, wanted) =>
                Add(current, (TypeSyntax)generator.TypeExpression(wanted.Service), wanted.Name, wanted.Parameter)));
        }
    }

    private SyntaxNode? Owner(SyntaxNode place)
    {
        foreach (var node in place.Ancestors())
        {
            switch (node)
            {
                case ParenthesizedLambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } } lambda
                    when model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && EntryPoints.MapMethods.Contain(method):
                    return lambda;
                case LocalFunctionStatementSyntax local when local.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return null;
                case AnonymousFunctionExpressionSyntax anonymous when anonymous.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return null;
                case BaseMethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.StaticKeyword) || method is ConstructorDeclarationSyntax:
                    return null;
                case ClassDeclarationSyntax type:
                    return IsOpen(type) ? type : null;
                case BaseTypeDeclarationSyntax or FieldDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Nobody constructs the class by hand or derives from it, so that its constructor may grow.</summary>
    private bool IsOpen(ClassDeclarationSyntax type)
    {
        if (model.GetDeclaredSymbol(type, cancellation) is not { IsStatic: false, DeclaringSyntaxReferences.Length: 1 } symbol)
            return false;
        if (type.ParameterList is null && Constructors(type).Count() > 1)
            return false;
        foreach (var other in SourceTypes.Of(model.Compilation, cancellation).All)
        {
            if (SymbolEqualityComparer.Default.Equals(other.BaseType?.OriginalDefinition, symbol))
                return false;
        }

        return !model.Compilation.SyntaxTrees.Any(tree => IsConstructed(tree, symbol.Name));
    }

    private bool IsConstructed(SyntaxTree tree, string name)
    {
        var text = tree.GetText(cancellation).ToString();
        return text.Contains("new " + name + "(") || text.Contains("new " + name + " {") || text.Contains("." + name + "(");
    }

    private string? Existing(SyntaxNode owner, INamedTypeSymbol service)
    {
        if (owner is ParenthesizedLambdaExpressionSyntax lambda)
            return Named(lambda.ParameterList.Parameters, service);
        if (owner is not ClassDeclarationSyntax type || model.GetDeclaredSymbol(type, cancellation) is not { } symbol)
            return null;
        foreach (var field in symbol.GetMembers().OfType<IFieldSymbol>())
        {
            if (field is { IsStatic: false, IsImplicitlyDeclared: false } && SymbolEqualityComparer.Default.Equals(field.Type, service))
                return field.Name;
        }

        return type.ParameterList is { } primary ? Named(primary.Parameters, service) : null;
    }

    private string? Named(SeparatedSyntaxList<ParameterSyntax> parameters, INamedTypeSymbol service)
    {
        foreach (var parameter in parameters)
        {
            if (SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(parameter, cancellation)?.Type, service))
                return parameter.Identifier.ValueText;
        }

        return null;
    }

    private static SyntaxNode Add(SyntaxNode owner, TypeSyntax type, string name, string parameterName)
    {
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(parameterName)).WithType(type.WithTrailingTrivia(SyntaxFactory.Space));
        switch (owner)
        {
            case ParenthesizedLambdaExpressionSyntax lambda:
                return lambda.WithParameterList(Grown(lambda.ParameterList, parameter));
            case ClassDeclarationSyntax { ParameterList: { } primary } declaration:
                return declaration.WithParameterList(Grown(primary, parameter));
            case ClassDeclarationSyntax declaration when Constructors(declaration).FirstOrDefault() is { } constructor:
                var field = SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(type.WithTrailingTrivia(SyntaxFactory.Space)).AddVariables(SyntaxFactory.VariableDeclarator(name)))
                    .AddModifiers(SyntaxFactory.Token(SyntaxKind.PrivateKeyword), SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword)).WithAdditionalAnnotations(Formatter.Annotation);
                var grown = declaration.ReplaceNode(constructor, Assigning(constructor.WithParameterList(Grown(constructor.ParameterList, parameter)), name, parameterName));
                return grown.WithMembers(grown.Members.Insert(0, field));
            case ClassDeclarationSyntax declaration:
                var trailing = declaration.TypeParameterList?.GetTrailingTrivia() ?? declaration.Identifier.TrailingTrivia;
                var list = SyntaxFactory.ParameterList(SyntaxFactory.SingletonSeparatedList(parameter)).WithTrailingTrivia(trailing);
                return declaration.TypeParameterList is { } generic
                    ? declaration.WithTypeParameterList(generic.WithoutTrailingTrivia()).WithParameterList(list)
                    : declaration.WithIdentifier(declaration.Identifier.WithTrailingTrivia()).WithParameterList(list);
            default:
                return owner;
        }
    }

    private static ParameterListSyntax Grown(ParameterListSyntax list, ParameterSyntax parameter)
    {
        var at = list.Parameters.Count;
        while (at > 0 && (list.Parameters[at - 1].Default is not null || list.Parameters[at - 1].Type?.ToString().EndsWith("CancellationToken", StringComparison.Ordinal) == true || list.Parameters[at - 1].Modifiers.Any(SyntaxKind.ParamsKeyword)))
            at--;
        var parameters = list.Parameters.Insert(at, parameter);
        var commas = parameters.GetSeparators().Select(static comma => comma.TrailingTrivia.Count == 0 ? comma.WithTrailingTrivia(SyntaxFactory.Space) : comma);
        return list.WithParameters(SyntaxFactory.SeparatedList(parameters, commas));
    }

    private static ConstructorDeclarationSyntax Assigning(ConstructorDeclarationSyntax constructor, string field, string parameter)
    {
        var assignment = SyntaxFactory.ParseStatement($"{field} = {parameter};").WithAdditionalAnnotations(Formatter.Annotation);
        if (constructor.ExpressionBody is not { } expression)
            return constructor.WithBody((constructor.Body ?? SyntaxFactory.Block()).AddStatements(assignment.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)));
        var first = SyntaxFactory.ExpressionStatement(expression.Expression.WithoutTrivia());
        return constructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(SyntaxFactory.Block(first, assignment)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static IEnumerable<ConstructorDeclarationSyntax> Constructors(ClassDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().Where(static constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword));

    private static string Parameter(INamedTypeSymbol service)
    {
        var name = service.Name.Length > 1 && service.Name[0] == 'I' && char.IsUpper(service.Name[1]) ? service.Name.Substring(1) : service.Name;
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
